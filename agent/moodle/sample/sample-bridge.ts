/** What only Moodle can do, done by the sample site itself. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readArchiveFacts } from '../archive-facts.js';
import type { ArchiveFacts, BridgeRun, CourseArchive, MoodleBridge, MoodleFacts } from '../bridge.js';
import type { PresetExport, PresetOutcome } from '../preset-bridge.js';
import { writeCourseArchive } from './backup/write-archive.js';
import type { Inventory, SettingName } from '../inventory/inventory.js';
import { readInventory, sampleSecretSettings } from './inventory/read-inventory.js';
import { sampleSite, type SampleLayout } from './layout.js';
import { samplePresets } from './presets/sample-presets.js';
import { restoreCourseArchive } from './restore/restore-course.js';

export class SampleBridge implements MoodleBridge {
  constructor(private readonly layout: SampleLayout) {}

  async facts(): Promise<MoodleFacts> {
    return {
      release: sampleSite.release,
      version: sampleSite.version,
      phpVersion: sampleSite.phpVersion,
      phpExtensions: ['ctype', 'curl', 'dom', 'gd', 'intl', 'json', 'mbstring', 'sodium', 'xml', 'zip'],
      upgradePending: false,
      maintenance: false,
    };
  }

  inventory(): Promise<Inventory> {
    return readInventory(this.layout);
  }

  async secretSettings(): Promise<SettingName[]> {
    return [...sampleSecretSettings];
  }

  async backupCourse(request: { courseId: number }, run: BridgeRun): Promise<CourseArchive> {
    return this.#inTemporaryFolder(true, (folder) =>
      writeCourseArchive(this.layout, folder, request.courseId, run),
    );
  }

  inspectArchive(file: string, run: BridgeRun): Promise<ArchiveFacts> {
    return readArchiveFacts(file, run.signal);
  }

  async restoreCourse(
    request: { courseId: number; file: string },
    run: BridgeRun,
  ): Promise<{ warnings: string[] }> {
    return this.#inTemporaryFolder(false, (folder) =>
      restoreCourseArchive(this.layout, folder, request, run),
    );
  }

  exportPreset(...[request]: Parameters<MoodleBridge['exportPreset']>): Promise<PresetExport> {
    return samplePresets(this.layout).exportPreset(request);
  }

  applyPreset(...[request]: Parameters<MoodleBridge['applyPreset']>): Promise<PresetOutcome> {
    return samplePresets(this.layout).applyPreset(request);
  }

  undoPreset(...[request]: Parameters<MoodleBridge['undoPreset']>): Promise<PresetOutcome> {
    return samplePresets(this.layout).undoPreset(request);
  }

  async close(): Promise<void> {}

  /** The folder goes when the work fails, and when it succeeds unless its result lies in there. */
  async #inTemporaryFolder<T>(keep: boolean, work: (folder: string) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(this.layout.backupTempdir, 'c-'));
    let done = false;
    try {
      const result = await work(folder);
      done = true;
      return result;
    } finally {
      if (!done || !keep) await rm(folder, { recursive: true, force: true });
    }
  }
}
