/** An agent on a sample site of its own that brings files in, and what its tests look at. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MigrationSettings } from '../../../../contract/agent/migration.js';
import { sampleLayout } from '../../../moodle/sample/layout.js';
import { SampleSql } from '../../../moodle/sample/sql.js';
import { tables } from '../../../moodle/sample/schema/schema.js';
import { openBuiltSite } from '../../../moodle/sample/testing/built-site.js';
import { createLogger } from '../../../../runtime/logger.js';
import { startHttpAgent, type HttpAgent } from '../../../testing/http-agent.js';
import { importHandlers } from '../handlers.js';
import { importView, findImport } from '../import-view.js';
import { offeredDraft } from '../offered-file.js';
import { orderImport } from '../order-import.js';

/** The sample's administrator. */
export const ADMIN = 2;

/** Tables that an import may write to. */
const written = [
  ...['user', 'user_info_category', 'user_info_field', 'user_info_data', 'user_preferences', 'context'],
  ...[
    'course_categories',
    'cohort',
    'cohort_members',
    'course',
    'course_modules',
    'enrol',
    'user_enrolments',
  ],
  ...['reportbuilder_report', 'reportbuilder_column', 'reportbuilder_filter'],
].filter((table) => tables.has(table));

export interface ImportAgent {
  agent: HttpAgent;
  sql: SampleSql;
  /** Orders the import of a file. @returns its id */
  order(
    file: Buffer,
    given?: { settings?: MigrationSettings; dryRun?: boolean; importer?: string },
  ): Promise<number>;
  view(id: number): Promise<Awaited<ReturnType<typeof importView>>>;
  /** Orders it and works until it has ended. */
  bringIn(
    file: Buffer,
    given?: { settings?: MigrationSettings; dryRun?: boolean },
  ): ReturnType<ImportAgent['view']>;
  /** Everything in the site's tables that an import may write to. */
  state(): Record<string, unknown>;
  /** What became of the rows that were not simply made or found, and of those whose message says something. */
  notes(id: number): Promise<string[]>;
  stop(): Promise<void>;
}

export async function startImportAgent(): Promise<ImportAgent> {
  const agent = await startHttpAgent({
    site: (folder) => openBuiltSite(join(folder, 'site'), createLogger('test', 'silent')),
  });
  const { context } = agent;
  for (const handler of importHandlers(context)) context.tasks.register(handler);
  const sql = new SampleSql(sampleLayout(join(context.folder, 'site')).database);
  let n = 0;
  const view: ImportAgent['view'] = async (id) => importView(context, (await findImport(context, id))!);
  const order: ImportAgent['order'] = async (file, { settings = {}, dryRun = false, importer = '' } = {}) => {
    const path = join(context.folder, `handed-${n++}.zip`);
    await writeFile(path, file);
    const offered = offeredDraft({ path, name: 'export.zip' });
    return (await orderImport(context, { file: offered, importer, settings, dryRun, userId: ADMIN })).id;
  };
  return {
    agent,
    sql,
    order,
    view,
    async bringIn(file, given) {
      const id = await order(file, given);
      await context.tasks.runOnce();
      return view(id);
    },
    state: () => Object.fromEntries(written.map((table) => [table, sql.select(table)])),
    async notes(id) {
      const { body } = await agent.ask(`/migration/imports/log?id=${id}&limit=1000`);
      const { entries } = body as {
        entries: { kind: string; outcome: string; name: string; message: string }[];
      };
      return entries
        .filter(({ outcome, message }) => message !== '' || !['created', 'matched'].includes(outcome))
        .map(({ kind, outcome, name, message }) => `${kind} ${name} ${outcome}: ${message}`);
    },
    async stop() {
      sql.close();
      await agent.stop();
    },
  };
}
