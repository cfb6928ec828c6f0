/** Entities of another site, made in the sample as Moodle makes them: with contexts, in one transaction. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createRows } from '../../../migration/import/create-rows.js';
import { BridgeError } from '../../bridge.js';
import type { CreatableKind, CreatedRow, MigrationBridge } from '../../migration-bridge.js';
import type { SampleLayout } from '../layout.js';
import { SampleSql } from '../sql.js';
import { createCategory, orderCategories } from './categories.js';
import { createCohort, createMember } from './cohorts.js';
import { Creation, RowRefused } from './creation.js';
import { createProfileField } from './profile-fields.js';
import { createReport } from './reports.js';
import { createUser } from './users.js';

/** Makes the entity of one row. @returns its id, null for kinds without ids; @throws RowRefused before anything is written */
type Create = (creation: Creation, row: never) => number | null;

const creators: Readonly<Record<CreatableKind, Create>> = {
  profilefields: createProfileField,
  coursecategories: createCategory,
  users: createUser,
  cohorts: createCohort,
  cohortmembers: createMember,
  reports: createReport,
  certificates: () => {
    throw new RowRefused('This site does not have the plugin tool_certificate.');
  },
};

export const sampleMigration = (layout: SampleLayout): MigrationBridge => ({
  async createEntities({ kind, file, userId }, run) {
    const rows = await readRows(kind, file);
    const sql = new SampleSql(layout.database);
    try {
      return sql.transaction(() => {
        const creation = new Creation(sql, userId, Math.floor(Date.now() / 1000));
        const created = rows.map((row, i) => {
          if (run.signal.aborted) throw new BridgeError('aborted', 'Stopped before anything was made.');
          if (i % 500 === 0) run.progress(i / rows.length);
          return createOne(creators[kind], creation, row);
        });
        if (kind === 'coursecategories') orderCategories(sql);
        return created;
      });
    } finally {
      sql.close();
    }
  },
});

/** The transaction is synchronous, so the rows are read before it. */
async function readRows(kind: CreatableKind, file: string): Promise<{ line: number }[]> {
  const rows: { line: number }[] = [];
  for await (const text of createInterface({ input: createReadStream(file) })) {
    if (text !== '') rows.push(createRows[kind].parse(JSON.parse(text)));
  }
  return rows;
}

function createOne(create: Create, creation: Creation, row: { line: number }): CreatedRow {
  try {
    const id = create(creation, row as never);
    if (id !== null) creation.made.set(row.line, id);
    return { line: row.line, id, error: null };
  } catch (error) {
    if (!(error instanceof RowRefused)) throw error;
    return { line: row.line, id: null, error: error.message };
  }
}
