/** What both kinds of comparison have in common: words, searching, and pages. */
import type { z } from 'zod';
import type { compareQuery, matrixQuery } from '../../contract/panel/presets.js';
import type { Entry } from './content.js';

/** Kinds of plugins in words, by what stands before the first underscore or slash. */
const categories: Record<string, string> = {
  none: 'Core',
  core: 'Core',
  moodlecourse: 'Course defaults',
  backup: 'Backup',
  restore: 'Restore',
  mod: 'Activities',
  auth: 'Authentication',
  enrol: 'Enrolment',
  theme: 'Themes',
  block: 'Blocks',
  local: 'Local plugins',
  tool: 'Admin tools',
  filter: 'Filters',
  repository: 'Repositories',
  report: 'Reports',
  message: 'Messaging',
  media: 'Media players',
  question: 'Questions',
  qtype: 'Question types',
  qbank: 'Question bank',
  qbehaviour: 'Question behaviours',
  quiz: 'Quiz',
  assign: 'Assignments',
  assignfeedback: 'Assignments',
  assignsubmission: 'Assignments',
  editor: 'Editors',
  tiny: 'Editors',
  atto: 'Editors',
  factor: 'Multi-factor authentication',
  search: 'Search',
  cachestore: 'Caches',
  logstore: 'Logs',
  format: 'Course formats',
  customfield: 'Custom fields',
  communication: 'Communication',
  mlbackend: 'Analytics',
  analytics: 'Analytics',
  paygw: 'Payments',
  dataformat: 'Data formats',
  fileconverter: 'File converters',
  antivirus: 'Antivirus',
  h5plib: 'H5P',
  contenttype: 'Content bank',
};

export function categoryOf({ kind, plugin }: { kind: string; plugin: string }): string {
  if (kind === 'plugin') return 'Enabled plugins';
  return categories[plugin] ?? categories[plugin.split(/[_/]/)[0] ?? ''] ?? 'Other';
}

/** @returns null where the site does not have it or it is secret */
export function shownValue(entry: Entry | null, secret: boolean, limit: number): string | null {
  if (entry === null || secret) return null;
  return entry[3].length > limit ? `${entry[3].slice(0, limit)}…` : entry[3];
}

export const shownFlags = (entry: Entry | null): string | null => entry?.[4] || null;

type Query = Pick<
  z.output<typeof compareQuery> & z.output<typeof matrixQuery>,
  'search' | 'plugin' | 'hidden'
>;

/** Whether a row is asked for; values are searched too, but those of secrets. */
export function asked(
  row: { plugin: string; name: string; hidden: unknown; secret: boolean },
  values: (Entry | null)[],
  { search, plugin, hidden }: Query,
): boolean {
  if (hidden === 'false' && row.hidden !== null) return false;
  if (plugin !== undefined && row.plugin !== plugin) return false;
  const text = search?.trim().toLowerCase();
  if (!text) return true;
  if (`${row.plugin}/${row.name}`.includes(text)) return true;
  return !row.secret && values.some((entry) => entry?.[3].toLowerCase().includes(text));
}

/** One page of rows that were computed as a whole; a row's id is its place among all that match. */
export function pageOf<T>(
  rows: T[],
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): { items: (T & { id: number })[]; total: number; next: string | null } {
  const from = Number(cursor ?? 0);
  const items = rows.slice(from, from + limit).map((row, n) => ({ ...row, id: from + n + 1 }));
  return { items, total: rows.length, next: from + limit < rows.length ? String(from + limit) : null };
}

export function countPlugins(rows: { plugin: string }[]): { plugin: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { plugin } of rows) counts.set(plugin, (counts.get(plugin) ?? 0) + 1);
  return [...counts].map(([plugin, count]) => ({ plugin, count }));
}
