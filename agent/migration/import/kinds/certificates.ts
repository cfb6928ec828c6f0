/** Certificate templates: as mapped before, else by name in the same place. */
import type { EntityRow } from '../../format/entities.js';
import type { ExportFile } from '../../format/export-file.js';
import type { ImportJob, KindImporter } from '../../importer.js';
import type { CreateRow } from '../create-rows.js';
import { Creation } from '../creation.js';
import { CATEGORY_MISSING, placeOf } from '../places.js';
import { importStaging } from '../staging.js';

const TABLE = 'tool_certificate_templates';
const NO_PLUGIN = 'This site does not have the plugin tool_certificate.';

export const certificatesImporter: KindImporter<'certificates'> = {
  kind: 'certificates',
  settings: [],
  capabilities: ['tool/certificate:manage'],
  async import(rows, job, file) {
    const present = (await job.context.site.database.columns(TABLE)).length > 0;
    const creation = await Creation.begin({ job, kind: 'certificates', table: present ? TABLE : null });
    const known = present ? await readTemplates(job) : new Map<string, number>();
    for await (const { line, row } of rows) {
      job.run.signal.throwIfAborted();
      const entry = { line, name: row.name, sourceId: row.id, targetId: null };
      if (!present) {
        await creation.tell({ ...entry, outcome: 'skipped', message: NO_PLUGIN });
        continue;
      }
      const place = await placeOf(job, row.category);
      const category = place.kind === 'here' ? place.category : null;
      const named = place.kind === 'here' ? known.get(placeKey(category, row.name)) : undefined;
      const found = (await job.ids.get('certificates', row.id)) ?? named;
      if (found !== undefined) await creation.tell({ ...entry, outcome: 'matched', targetId: found });
      else if (place.kind === 'missing')
        await creation.tell({ ...entry, outcome: 'skipped', message: CATEGORY_MISSING });
      else {
        const { id, pages, ...template } = row;
        const made = { line, ...template, category: category === null ? null : { id: category } };
        const prepared = { ...made, pages: await withImages(job, file, line, pages) };
        await creation.add(prepared, { name: row.name, sourceId: id });
      }
    }
    await creation.finish();
  },
};

const placeKey = (category: number | null, name: string) => `${category ?? 0}/${name.trim()}`;

async function readTemplates({ context }: ImportJob): Promise<Map<string, number>> {
  const rows = await context.site.database.db
    .selectFrom(TABLE)
    .leftJoin('context', 'context.id', `${TABLE}.contextid`)
    .select([
      `${TABLE}.id as id`,
      `${TABLE}.name as name`,
      'context.contextlevel as level',
      'context.instanceid as instance',
    ])
    .orderBy(`${TABLE}.id`, 'desc')
    .execute();
  return new Map(
    rows.map((row) => {
      const category = Number(row.level) === 40 ? Number(row.instance) : null;
      return [placeKey(category, String(row.name)), Number(row.id)];
    }),
  );
}

/** Puts the images to where Moodle finds them. */
async function withImages(
  job: ImportJob,
  file: ExportFile,
  line: number,
  pages: EntityRow<'certificates'>['pages'],
): Promise<CreateRow<'certificates'>['pages']> {
  let n = 0;
  const prepared: CreateRow<'certificates'>['pages'] = [];
  for (const page of pages) {
    const elements = [];
    for (const element of page.elements) {
      const files = [];
      for (const { filename, path } of job.dryRun ? [] : element.files) {
        const target = await importStaging(job, `certificate-${line}-${n++}`);
        await file.extract(path, target, job.run.signal);
        files.push({ filename, path: target });
      }
      elements.push({ ...element, files });
    }
    prepared.push({ ...page, elements });
  }
  return prepared;
}
