/** Departments and positions out of CSV files. */
import { extname } from 'node:path';
import type { OrgFrameworkKind } from '../../../contract/agent/organisation.js';
import type { FileImporter, ImportEntry, ImportJob, ImportSource } from '../../migration/importer.js';
import { SettingsRefused } from '../../migration/settings.js';
import { TaskFailure } from '../../tasks/handler.js';
import { planUnits, type IncomingUnit, type PlannedUnit, type StandingUnit } from '../bring-in/unit-plan.js';
import { reportNew, unitEntry } from '../bring-in/report.js';
import { writeUnits } from '../bring-in/write-units.js';
import type { Store } from '../units.js';
import { columnFor, headerOf, readHeader, type CsvHeader } from './header.js';
import { CsvRefused, CsvTooLarge, readCsv } from './read-csv.js';
import { RowReader } from './rows.js';
import { csvSettings, resolveCsvSettings, type CsvChoice } from './settings.js';

const MAX_NAME = 255;
const noHeader: CsvHeader = { line: 1, columns: [] };

/** The file's name without its ending. */
export const frameworkName = (fileName: string) =>
  fileName
    .slice(0, fileName.length - extname(fileName).length)
    .trim()
    .slice(0, MAX_NAME) || fileName;

/** Errors of the file or the settings, in words for whoever began the import. */
async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof SettingsRefused ? new TaskFailure(error.message) : error;
  }
}

async function readRows(
  { path }: ImportSource,
  choice: CsvChoice,
  { run }: ImportJob,
): Promise<IncomingUnit[]> {
  const rows: IncomingUnit[] = [];
  let reader: RowReader | undefined;
  for await (const record of readCsv(path, run.signal)) {
    if (reader === undefined) reader = new RowReader(headerOf(record.line, record.cells), choice);
    else rows.push(reader.read(record));
  }
  return rows;
}

/** Finds a parent among what is here already. */
function finder(standing: readonly StandingUnit[], identifier: CsvChoice['identifier']) {
  const byKey = new Map<string, StandingUnit[]>();
  for (const unit of standing) {
    const key = unit[identifier];
    if (key !== null) byKey.set(key, [...(byKey.get(key) ?? []), unit]);
  }
  return (key: string): StandingUnit | string | null => {
    const [first, ...others] = byKey.get(key) ?? [];
    return others.length > 0 ? `Several units here are called "${key}".` : (first ?? null);
  };
}

interface Target {
  id: number | null;
  name: string;
  created: boolean;
}

/** A framework that an earlier import of the same file has made is taken, not made again. */
async function findTarget(
  store: Store,
  kind: OrgFrameworkKind,
  choice: CsvChoice,
  source: ImportSource,
): Promise<Target> {
  const name = frameworkName(source.name);
  const where = choice.frameworkId === null ? { kind, name } : { kind, id: choice.frameworkId };
  const found = await store.orgFramework.findFirst({ where, orderBy: { id: 'asc' } });
  return found === null
    ? { id: null, name, created: true }
    : { id: found.id, name: found.name, created: false };
}

async function bringIn(
  store: Store,
  kind: OrgFrameworkKind,
  choice: CsvChoice,
  source: ImportSource,
  incoming: readonly IncomingUnit[],
  job: ImportJob,
): Promise<{ target: Target; plan: PlannedUnit[] }> {
  const target = await findTarget(store, kind, choice, source);
  if (target.id === null && !job.dryRun) {
    const data = { kind, name: target.name, createdAt: job.context.clock() };
    target.id = (await store.orgFramework.create({ data })).id;
  }
  const standing =
    target.id === null ? [] : await store.orgUnit.findMany({ where: { frameworkId: target.id } });
  const plan = planUnits({ incoming, standing, outside: finder(standing, choice.identifier) });
  if (target.id !== null && !job.dryRun) await writeUnits(store, target.id, plan, job.run.signal);
  return { target, plan };
}

function csvImporter(kind: OrgFrameworkKind): FileImporter {
  return {
    name: `tool_organisation\\tool_wp\\importer\\${kind}s_csv`,
    capabilities: ['moodle/cohort:manage'],
    offered: csvSettings(kind, noHeader),

    async accepts({ path, name }) {
      // Whoever calls the file so may still say which column is which.
      const named = extname(name).toLowerCase() === '.csv';
      try {
        const header = await readHeader(path);
        return columnFor('name', header) !== '' || (named && header.columns.some((column) => column !== ''));
      } catch (error) {
        if (error instanceof CsvRefused) return named && error instanceof CsvTooLarge;
        throw error;
      }
    },

    async settings({ path }, given, { store }) {
      try {
        return (await resolveCsvSettings(kind, await readHeader(path), given, store.prisma)).settings;
      } catch (error) {
        throw error instanceof CsvRefused ? new SettingsRefused(error.message) : error;
      }
    },

    import: (source, job) =>
      inWords(async () => {
        const { prisma } = job.context.store;
        const header = await readHeader(source.path);
        const { choice } = await resolveCsvSettings(kind, header, job.settings, prisma);
        const incoming = await readRows(source, choice, job);
        job.run.progress(0.3, `${incoming.length} rows were read.`);
        const work = (store: Store) => bringIn(store, kind, choice, source, incoming, job);
        const { target, plan } = job.dryRun ? await work(prisma) : await prisma.$transaction(work);
        const framework: ImportEntry = {
          line: header.line,
          outcome: target.created ? 'created' : 'matched',
          name: target.name,
          sourceId: null,
          targetId: target.id,
          message: '',
        };
        await reportNew(job, `${kind}frameworks`, [framework]);
        await reportNew(job, `${kind}s`, plan.map(unitEntry));
        job.run.progress(1);
      }),
  };
}

export const csvImporters: readonly FileImporter[] = [csvImporter('department'), csvImporter('position')];
