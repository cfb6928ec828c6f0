/** What only Moodle can do, done by the sample site itself. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readArchiveFacts } from '../archive-facts.js';
import type { AccessBridge } from '../access-bridge.js';
import type { ArchiveFacts, BridgeRun, CourseArchive, MoodleBridge, MoodleFacts } from '../bridge.js';
import type { ChangeBridge } from '../change-bridge.js';
import type { CourseCopyBridge } from '../course-copy-bridge.js';
import type { MigrationBridge } from '../migration-bridge.js';
import type { PresetExport, PresetOutcome } from '../preset-bridge.js';
import type { WorkplaceBridge } from '../workplace-bridge.js';
import { sampleAccess } from './access/access.js';
import { writeCourseArchive } from './backup/write-archive.js';
import type { Inventory, SettingName } from '../inventory/inventory.js';
import { readInventory, sampleSecretSettings } from './inventory/read-inventory.js';
import { changeMethods } from './change/change-methods.js';
import { sampleCourseCopies } from './copies/course-copies.js';
import { sampleFacts } from './facts.js';
import type { SampleLayout } from './layout.js';
import { sampleMigration } from './migration/migration.js';
import { samplePresets } from './presets/sample-presets.js';
import { restoreCourseArchive } from './restore/restore-course.js';
import { sampleWorkplace } from './workplace.js';

export function sampleBridge(layout: SampleLayout): MoodleBridge {
  return Object.assign(new SampleBridge(layout), {
    ...changeMethods(layout),
    ...sampleAccess(layout),
    ...sampleCourseCopies(layout),
    ...sampleMigration(layout),
    ...sampleWorkplace(layout),
  });
}

/** What the class leaves to the parts above. */
type Parts = ChangeBridge & AccessBridge & CourseCopyBridge & MigrationBridge & WorkplaceBridge;

class SampleBridge implements Omit<MoodleBridge, keyof Parts> {
  constructor(private readonly layout: SampleLayout) {}

  facts(): Promise<MoodleFacts> {
    return sampleFacts(this.layout);
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
