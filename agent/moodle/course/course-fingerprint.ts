/**
 * The state of a course in one short text: two fingerprints are equal when nothing has happened between them that a
 * backup would show. Made of counts, highest ids and sums over all tables that hold something of the course, and of
 * whole rows where tables are small and Moodle keeps no time of change.
 */
import { createHash } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import type { MoodleDatabase, MoodleRow } from '../database/database.js';
import type { Site } from '../site.js';
import { MoodleUnavailable } from '../unavailable.js';
import { courseContext } from './course-context.js';
import { courseRows, type CourseRows } from './course-rows.js';
import { forgetCatalog, tableCatalog, type ColumnKind, type TableCatalog } from './table-catalog.js';

/** Part of every fingerprint: another way of taking it must not look like an unchanged course. */
const VERSION = 1;
/** Queries are sent together, this many at a time. */
const BATCH = 24;

/** A course's structure, read whole; its activities are, too, for renaming one keeps its time of change. */
const whole = new Set([
  'course',
  'course_sections',
  'course_modules',
  'course_format_options',
  'course_completion_criteria',
  'enrol',
  'groups',
  'groupings',
  'block_instances',
  'grade_items',
  'grade_categories',
]);

/** Columns that change without anybody changing the course. */
const restless = new Set([
  'cacherev',
  'sectioncache',
  'modinfo',
  'needsupdate',
  'timecheckstate',
  'lastaccess',
  'timeaccess',
  'lastping',
  'timelastsync',
  'lastsync',
  'visibleold',
]);

/**
 * Takes the fingerprint.
 * @throws MoodleUnavailable when the database cannot be reached
 */
export async function courseFingerprint(
  site: Pick<Site, 'database' | 'config'>,
  courseId: number,
): Promise<string> {
  try {
    return await take(site, courseId);
  } catch (error) {
    // A plugin may have gone since the tables were listed; another failure repeats itself.
    forgetCatalog(site.database);
    if (error instanceof MoodleUnavailable) throw error;
    return take(site, courseId);
  }
}

async function take({ database, config }: Pick<Site, 'database' | 'config'>, courseId: number) {
  const [catalog, context, modules] = await Promise.all([
    tableCatalog(database, config.prefix),
    courseContext(database, courseId),
    database.db.selectFrom('modules').select('name').execute(),
  ]);
  const names = modules.map((row) => String(row.name));
  const found = courseRows(database, catalog, names, courseId, context);
  const inFull = new Set([...whole, ...names]);
  const lines = await Promise.all([
    ...[...found].filter(([table]) => inFull.has(table)).map(([table, rows]) => wholeLine(table, rows)),
    ...countLines(
      database,
      catalog,
      [...found].filter(([table]) => !inFull.has(table)),
    ),
  ]);
  const text = lines.flat().sort().join('\n');
  return `v${VERSION}:${createHash('sha256').update(text).digest('hex')}`;
}

/** Hashes every row of a small table. */
async function wholeLine(table: string, rows: CourseRows): Promise<string[]> {
  const found = (await rows().selectAll().orderBy('id').execute()) as MoodleRow[];
  if (found.length === 0) return [];
  const hash = createHash('sha256');
  for (const row of found) {
    const fields = Object.entries(row).filter(([column]) => !restless.has(column));
    hash.update(JSON.stringify(fields.sort(([a], [b]) => (a < b ? -1 : 1))));
  }
  return [`${table}=${hash.digest('hex')}`];
}

/** Asks for the sums of many tables at once. */
function countLines(
  database: MoodleDatabase,
  catalog: TableCatalog,
  tables: readonly (readonly [string, CourseRows])[],
): Promise<string[]>[] {
  const batches = Array.from({ length: Math.ceil(tables.length / BATCH) }, (_, n) =>
    tables.slice(n * BATCH, (n + 1) * BATCH),
  );
  return batches.map(async (batch) => {
    const queries = batch.map(([table, rows]) =>
      rows().select([
        sql<string>`${sql.lit(table)}`.as('name'),
        sql<string>`count(*)`.as('number'),
        sumsOf(database.kind, catalog.get(table)!).as('sums'),
      ]),
    );
    const [first, ...rest] = queries;
    const all = rest.reduce((query, next) => query.unionAll(next) as typeof query, first!);
    const found = await all.execute();
    return found.filter((row) => row.number !== '0').map((row) => `${row.name}=${row.number}:${row.sums}`);
  });
}

/** Highest id, sums of the whole numbers, and hashes of texts where no time of change would show theirs. */
function sumsOf(kind: MoodleDatabase['kind'], columns: ReadonlyMap<string, ColumnKind>): RawBuilder<string> {
  const dated = ['timemodified', 'modified', 'timeupdated'].some((name) => columns.has(name));
  const parts: RawBuilder<unknown>[] = [];
  for (const [column, type] of columns) {
    if (restless.has(column)) continue;
    if (column === 'id') parts.push(sql`max(${sql.ref(column)})`);
    if (type === 'integer') parts.push(sql`sum(${sql.ref(column)})`);
    if (type === 'text' && !dated) parts.push(textSum(kind, column));
  }
  const known = parts.map((part) => sql`coalesce(${part}, 0)`);
  return kind === 'sqlite'
    ? sql<string>`${sql.join(known, sql` || ',' || `)}`
    : sql<string>`concat_ws(',', ${sql.join(known)})`;
}

function textSum(kind: MoodleDatabase['kind'], column: string): RawBuilder<unknown> {
  switch (kind) {
    case 'mysql':
      return sql`sum(crc32(${sql.ref(column)}))`;
    case 'postgresql':
      return sql`sum(hashtext(${sql.ref(column)}::text))`;
    case 'sqlite':
      return sql`sum(length(${sql.ref(column)}) * 31 + coalesce(unicode(${sql.ref(column)}), 0))`;
  }
}
