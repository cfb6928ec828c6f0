/** Adds to a sample site that an earlier version has built the tables that have come since; they are empty at first. */
import { SampleSql } from '../sql.js';
import { missingTables } from './schema.js';

export function completeSchema(databaseFile: string): void {
  const sql = new SampleSql(databaseFile);
  try {
    const present = sql.query<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'");
    const statements = missingTables(new Set(present.map(({ name }) => name)));
    if (statements.length > 0)
      sql.transaction(() => statements.forEach((statement) => sql.execute(statement)));
  } finally {
    sql.close();
  }
}
