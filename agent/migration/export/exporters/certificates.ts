import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BridgeError } from '../../../moodle/bridge.js';
import { partName } from '../../../backup/storage/part-file.js';
import type { MoodleDatabase, MoodleRow } from '../../../moodle/database/database.js';
import type { StoredFilePlace } from '../../../moodle/workplace-bridge.js';
import type { Exporter, ExportJob } from '../../exporter.js';
import type { EntityRow } from '../../format/entities.js';
import { exportsFolder } from '../folder.js';
import { categoryRows, readCategoryTree, withThoseAbove } from '../reading/categories.js';
import { chosenIds, instanceSettings } from '../reading/chosen.js';
import { categoryContexts } from '../reading/contexts.js';
import { sharedImage, storedImages } from '../reading/certificate-images.js';
import { flagOf, intOf, textOf } from '../reading/values.js';

const TABLE = 'tool_certificate_templates';

async function existing(database: MoodleDatabase, ids: readonly number[]): Promise<number[]> {
  const rows = await database.db.selectFrom(TABLE).select('id').where('id', 'in', ids.map(String)).execute();
  return rows.map((row) => intOf(row.id));
}

async function chosen({ context, settings }: Pick<ExportJob, 'context' | 'settings'>): Promise<number[]> {
  const { database } = context.site;
  const ids = await chosenIds(database, settings, 'select_certificates', existing);
  if (ids !== null) return ids;
  const rows = await database.db.selectFrom(TABLE).select('id').orderBy('id').execute();
  return rows.map((row) => intOf(row.id));
}

async function readAll(
  database: MoodleDatabase,
  table: string,
  column: string,
  id: number,
): Promise<MoodleRow[]> {
  const query = database.db.selectFrom(table).selectAll().where(column, '=', String(id));
  return (await query.orderBy('sequence').orderBy('id').execute()) as MoodleRow[];
}

type Page = EntityRow<'certificates'>['pages'][number];
type Element = Page['elements'][number];

/** Columns that are said otherwise, or that only this site knows. */
const notFields = new Set(['id', 'pageid', 'element', 'name', 'sequence', 'timecreated', 'timemodified']);

async function elementOf(job: ExportJob, row: MoodleRow, contextId: number): Promise<Element> {
  const { database } = job.context.site;
  const own = await storedImages(database, contextId, intOf(row.id));
  const shared = own.length === 0 ? sharedImage(row.data) : null;
  const files: Element['files'] = [];
  for (const [n, image] of [...own, ...(shared ? [shared] : [])].entries()) {
    const path = `certificates/element-${intOf(row.id)}-${n}`;
    const stored = await imageOf(job, image, path);
    if (stored !== null) files.push({ filename: image.filename, ...stored });
  }
  return {
    element: textOf(row.element),
    name: textOf(row.name),
    fields: Object.fromEntries(Object.entries(row).filter(([name]) => !notFields.has(name))),
    sequence: intOf(row.sequence),
    files,
  };
}

/** Null where Moodle does not have the file any more, which leaves the element without it as on this site. */
async function imageOf({ context, out, userId, run }: ExportJob, image: StoredFilePlace, path: string) {
  const kept = await out.kept(path);
  if (kept !== null) return kept;
  const draft = join(exportsFolder(context.config), partName(path.replace('/', '-')));
  try {
    await context.site.bridge.copyStoredFile({ ...image, userId, target: draft });
    return await out.file(path, draft);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    run.log(`The image ${image.filename} of a certificate is not there any more, and is left out.`);
    return null;
  } finally {
    await rm(draft, { force: true });
  }
}

const isNotFound = (error: unknown) => error instanceof BridgeError && error.kind === 'not-found';

async function templateOf(
  job: ExportJob,
  id: number,
  places: ReadonlyMap<number, number>,
): Promise<EntityRow<'certificates'> | null> {
  const { database } = job.context.site;
  const query = database.db.selectFrom(TABLE).selectAll().where('id', '=', String(id));
  const row = (await query.executeTakeFirst()) as MoodleRow | undefined;
  if (row === undefined) return null;
  const contextId = intOf(row.contextid);
  const pages: Page[] = [];
  for (const page of await readAll(database, 'tool_certificate_pages', 'templateid', id)) {
    const elements: Element[] = [];
    for (const element of await readAll(database, 'tool_certificate_elements', 'pageid', intOf(page.id)))
      elements.push(await elementOf(job, element, contextId));
    const [width, height, leftmargin, rightmargin, sequence] = [
      page.width,
      page.height,
      page.leftmargin,
      page.rightmargin,
      page.sequence,
    ].map(intOf) as [number, number, number, number, number];
    pages.push({ width, height, leftmargin, rightmargin, sequence, elements });
  }
  const category = places.get(contextId) ?? null;
  return { id, name: textOf(row.name), shared: flagOf(row.shared), category, pages };
}

/** Templates of `tool_certificate` with their images; certificates that were issued stay with the site. */
export const certificatesExporter: Exporter = {
  name: 'tool_wp\\tool_wp\\exporter\\certificates',
  title: 'certificates',
  settings: instanceSettings('select_certificates', 'certificate templates'),
  capabilities: ['tool/certificate:manage'],
  available: async ({ site }) => (await site.database.columns(TABLE)).length > 0,
  count: async (job) => ({ certificates: (await chosen(job)).length }),
  async write(job) {
    const { database } = job.context.site;
    const ids = await chosen(job);
    const contexts = await categoryContexts(database);
    const tree = await readCategoryTree(database);
    for (const [done, id] of ids.entries()) {
      job.run.signal.throwIfAborted();
      job.run.progress(done / ids.length, `Certificate ${done + 1} of ${ids.length}`);
      const row = await templateOf(job, id, contexts);
      if (row === null) continue;
      const places = withThoseAbove(tree, row.category === null ? [] : [row.category]);
      await job.out.rows('coursecategories', categoryRows(database, places, new Set()));
      await job.out.rows('certificates', [row]);
    }
  },
};
