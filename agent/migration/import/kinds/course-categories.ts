/** Course categories: by ID number, as mapped before, else by name below the same category. */
import type { EntityRow } from '../../format/entities.js';
import type { ExportFile } from '../../format/export-file.js';
import type { ImportJob, KindImporter } from '../../importer.js';
import type { Reference } from '../create-rows.js';
import { Creation } from '../creation.js';
import { isPlaceholder, placeholderOf } from '../placeholder.js';
import { readCategories, targetCategory, type KnownCategory } from '../places.js';
import { courseFinder } from '../find-courses.js';
import { differ } from '../idnumbers.js';

type Row = EntityRow<'coursecategories'>;
type Verdict = { kind: 'found'; id: number } | { kind: 'none' } | { kind: 'conflict'; message: string };

export const courseCategoriesImporter: KindImporter<'coursecategories'> = {
  kind: 'coursecategories',
  settings: [
    {
      name: 'target_category',
      kind: 'number',
      default: null,
      description: "Id of the category here below which the source's top categories go; empty for the top.",
    },
  ],
  capabilities: ['moodle/category:manage'],
  async import(rows, job, file) {
    const creation = await Creation.begin({ job, kind: 'coursecategories', table: 'course_categories' });
    const known = await readCategories(job);
    const top = targetCategory(job, known);
    const matcher = new Matcher(known, job);
    const needed = await neededCategories(job, file);
    /** Of those that are to be made, by their ids of the source. */
    const lines = new Map<number, number>();

    /** Where it goes: an id of this site, one to be made, or null where its parent was not brought in. */
    const parentOf = async (row: Row): Promise<number | Reference | null> => {
      if (row.parent === null) return top;
      const line = lines.get(row.parent);
      if (line !== undefined) return creation.reference(line);
      const target = await job.ids.get('coursecategories', row.parent);
      if (target === null) return null;
      return isPlaceholder(target) ? { line: -target } : target;
    };

    for await (const { line, row } of rows) {
      job.run.signal.throwIfAborted();
      const entry = { line, name: row.name, sourceId: row.id, targetId: null };
      const parent = await parentOf(row);
      const verdict = await matcher.decide(row, typeof parent === 'number' ? parent : null);
      if (verdict.kind === 'found') {
        await job.ids.set('coursecategories', [{ sourceId: row.id, targetId: verdict.id }]);
        await creation.tell({ ...entry, outcome: 'matched', targetId: verdict.id });
      } else if (verdict.kind === 'conflict')
        await creation.tell({ ...entry, outcome: 'conflict', message: verdict.message });
      else if (row.context_only && !needed.has(row.id))
        await creation.tell({ ...entry, outcome: 'skipped', message: 'Nothing in the file needs it.' });
      else if (parent === null)
        await creation.tell({
          ...entry,
          outcome: 'skipped',
          message: 'The category above was not brought in.',
        });
      else {
        lines.set(row.id, line);
        if (job.dryRun)
          await job.ids.set('coursecategories', [{ sourceId: row.id, targetId: placeholderOf(row.id) }]);
        const { id, context_only: _, ...category } = row;
        const place = typeof parent === 'number' ? (parent === 0 ? null : { id: parent }) : parent;
        await creation.add({ line, ...category, parent: place }, { name: row.name, sourceId: id });
      }
    }
    await creation.finish();
  },
};

class Matcher {
  private readonly byIdnumber = new Map<string, KnownCategory>();
  private readonly byPlace = new Map<string, KnownCategory[]>();
  private readonly byId = new Map<number, KnownCategory>();
  /** What a row of this file stands for already: two of the same name do not become one. */
  private readonly taken = new Set<number>();

  constructor(
    known: readonly KnownCategory[],
    private readonly job: ImportJob,
  ) {
    for (const category of known) {
      this.byId.set(category.id, category);
      if (category.idnumber !== '') this.byIdnumber.set(category.idnumber, category);
      const place = placeKey(category.parent, category.name);
      this.byPlace.set(place, [...(this.byPlace.get(place) ?? []), category]);
    }
  }

  /** @param parent of this site; null where it is only going to be made */
  async decide(row: Row, parent: number | null): Promise<Verdict> {
    const numbered = row.idnumber === '' ? undefined : this.byIdnumber.get(row.idnumber);
    if (numbered !== undefined) return this.found(numbered);
    const mapped = await this.job.ids.get('coursecategories', row.id);
    const before = mapped === null ? undefined : this.byId.get(mapped);
    if (before !== undefined && !differ(row.idnumber, before.idnumber)) return this.found(before);
    if (parent === null) return { kind: 'none' };
    const named = this.byPlace.get(placeKey(parent, row.name))?.find(({ id }) => !this.taken.has(id));
    if (named === undefined) return { kind: 'none' };
    if (!differ(row.idnumber, named.idnumber)) return this.found(named);
    const message = `Here a category of this name has the ID number "${named.idnumber}".`;
    return { kind: 'conflict', message };
  }

  private found({ id }: KnownCategory): Verdict {
    this.taken.add(id);
    return { kind: 'found', id };
  }
}

const placeKey = (parent: number, name: string) => `${parent}/${name.trim()}`;

/** Categories of the file that something else of it goes into, with all above them. */
async function neededCategories(job: ImportJob, file: ExportFile): Promise<ReadonlySet<number>> {
  const parents = new Map<number, number | null>();
  const wanted = new Set<number>();
  for await (const { row } of file.rows('coursecategories')) {
    parents.set(row.id, row.parent);
    if (!row.context_only) wanted.add(row.id);
  }
  const finder = courseFinder(job);
  for await (const { row, match } of finder.all(file.rows('courses'))) {
    if (match.kind === 'none') wanted.add(row.category);
  }
  for (const kind of ['cohorts', 'certificates'] as const) {
    for await (const { row } of file.rows(kind)) if (row.category !== null) wanted.add(row.category);
  }
  const needed = new Set<number>();
  for (const id of wanted) {
    for (let at: number | null | undefined = id; at && !needed.has(at); at = parents.get(at)) needed.add(at);
  }
  return needed;
}
