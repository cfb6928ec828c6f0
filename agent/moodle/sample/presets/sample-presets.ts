/** Admin presets of the sample: each call is one transaction over the sample's database. */
import type { PresetBridge, PresetExport, PresetOutcome } from '../../preset-bridge.js';
import { readPresetXml } from '../../preset-xml.js';
import type { SampleLayout } from '../layout.js';
import { SampleSql } from '../sql.js';
import { applyPreset } from './apply-preset.js';
import { exportPreset } from './export-preset.js';
import { pluginNames, pluginStates } from './plugin-states.js';
import { undoPreset } from './undo-preset.js';

type Request<K extends keyof PresetBridge> = Parameters<PresetBridge[K]>[0];

/** Ends a transaction that is not to be kept, with what it found out. */
class NotKept extends Error {
  constructor(readonly outcome: PresetOutcome) {
    super('not kept');
  }
}

export function samplePresets(layout: SampleLayout) {
  async function within<T>(work: (sql: SampleSql) => T): Promise<T> {
    const sql = new SampleSql(layout.database);
    try {
      return sql.transaction(() => work(sql));
    } finally {
      sql.close();
    }
  }
  const now = () => Math.floor(Date.now() / 1000);

  return {
    async exportPreset(request: Request<'exportPreset'>): Promise<PresetExport> {
      const names = await pluginNames(layout);
      return within((sql) =>
        exportPreset(sql, pluginStates(sql, names), { ...request, wwwroot: layout.wwwroot, now: now() }),
      );
    },
    async applyPreset(request: Request<'applyPreset'>): Promise<PresetOutcome> {
      const names = await pluginNames(layout);
      const content = readPresetXml(request.xml);
      try {
        return await within((sql) => {
          const outcome = applyPreset(sql, {
            ...request,
            content,
            wwwroot: layout.wwwroot,
            plugins: pluginStates(sql, names),
            now: now(),
          });
          if (request.dryRun) throw new NotKept({ ...outcome, application_id: null });
          return outcome;
        });
      } catch (error) {
        if (error instanceof NotKept) return error.outcome;
        throw error;
      }
    },
    undoPreset: (request: Request<'undoPreset'>): Promise<PresetOutcome> =>
      within((sql) => undoPreset(sql, request.applicationId, now())),
  };
}
