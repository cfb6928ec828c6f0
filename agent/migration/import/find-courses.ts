/** Finds here which courses of another site are here already, many at a time. */
import type { MigrationSettings } from '../../../contract/agent/migration.js';
import type { EntityRow } from '../format/entities.js';
import type { ImportJob } from '../importer.js';
import type { SettingSpec } from '../settings.js';
import { chunked } from './chunked.js';

export const coursesMatchSetting: SettingSpec = {
  name: 'courses_match',
  kind: 'choice',
  choices: ['shortname', 'idnumber'],
  default: 'shortname',
  description:
    'By what a course of the source is found here. One without an ID number is found by short name.',
};

const CHUNK = 200;

export type CourseMatch =
  { kind: 'found'; id: number } | { kind: 'none' } | { kind: 'conflict'; message: string };
type Row = EntityRow<'courses'>;
interface Known {
  id: number;
  shortname: string;
  idnumber: string;
}

export function courseFinder({ context, settings }: Pick<ImportJob, 'context' | 'settings'>) {
  const { db } = context.site.database;

  async function known(column: 'shortname' | 'idnumber', values: readonly string[]): Promise<Known[]> {
    const wanted = [...new Set(values.filter((value) => value !== ''))];
    if (wanted.length === 0) return [];
    const rows = await db
      .selectFrom('course')
      .select(['id', 'shortname', 'idnumber'])
      .where(column, 'in', wanted)
      .execute();
    return rows.map((row) => ({
      id: Number(row.id),
      shortname: String(row.shortname),
      idnumber: String(row.idnumber ?? ''),
    }));
  }

  async function find(rows: readonly Row[]): Promise<CourseMatch[]> {
    const shortnames = await known(
      'shortname',
      rows.map((row) => row.shortname),
    );
    const idnumbers = await known(
      'idnumber',
      rows.map((row) => row.idnumber),
    );
    return rows.map((row) => {
      const short = shortnames.find(({ shortname }) => shortname === row.shortname);
      const numbered =
        row.idnumber === '' ? undefined : idnumbers.find(({ idnumber }) => idnumber === row.idnumber);
      return decide(row, settings, short, numbered);
    });
  }

  return {
    /** Every row with what it is here. */
    async *all<R extends { row: Row }>(rows: AsyncIterable<R>): AsyncGenerator<R & { match: CourseMatch }> {
      for await (const chunk of chunked(rows, CHUNK)) {
        const matches = await find(chunk.map(({ row }) => row));
        for (const [i, one] of chunk.entries()) yield { ...one, match: matches[i]! };
      }
    },
  };
}

function decide(
  row: Row,
  settings: MigrationSettings,
  short: Known | undefined,
  numbered: Known | undefined,
): CourseMatch {
  const byNumber = settings[coursesMatchSetting.name] === 'idnumber' && row.idnumber !== '';
  const found = byNumber ? numbered : short;
  if (found !== undefined) return { kind: 'found', id: found.id };
  const other = byNumber ? short : numbered;
  if (other === undefined) return { kind: 'none' };
  const message = byNumber
    ? `Here the short name belongs to a course with the ID number "${other.idnumber}".`
    : `Here the ID number "${row.idnumber}" belongs to the course "${other.shortname}".`;
  return { kind: 'conflict', message };
}
