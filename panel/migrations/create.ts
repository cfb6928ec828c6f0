/** Makes migrations, also the real run of a dry run. */
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { migrationSettings } from '../../contract/agent/migration.js';
import { migrationWhat, type migrationCreate } from '../../contract/panel/migrations.js';
import { audit } from '../audit/service.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import type { Transaction } from '../db/database.js';
import type { Instance } from '../db/generated/client.js';
import { recordChanges } from '../events/record.js';
import { notFound, ProblemError } from '../http/problem-error.js';
import { missingFeature, type Feature } from '../instances/feature.js';
import { whatWords } from './names.js';

type Input = z.output<typeof migrationCreate>;

/**
 * Makes a migration; the worker begins it at once.
 * @returns its id
 * @throws ProblemError 400 for sites that are not there or the source among the targets; 409 for sites that cannot do
 * it or are not connected, each named
 */
export async function createMigration(panel: PanelContext, who: Principal, input: Input): Promise<number> {
  const sites = await checkSites(panel, input);
  return panel.prisma.$transaction((tx) => insert(panel, tx, who, input, sites, null), { timeout: 60_000 });
}

/**
 * The real run of a finished dry run, with its settings and the targets where it went well.
 * @returns the new migration's id
 * @throws ProblemError 404; 409 where there is no such dry run to start, or it was started already
 */
export async function startMigration(panel: PanelContext, who: Principal, id: number): Promise<number> {
  const preview = await panel.prisma.migration.findUnique({ where: { id }, include: { targets: true } });
  if (!preview) throw notFound('Migration', id);
  const well = preview.targets.flatMap(({ state, instanceId }) =>
    state === 'succeeded' && instanceId !== null ? instanceId : [],
  );
  if (!preview.dryRun || preview.state !== 'done' || well.length === 0 || preview.sourceId === null) {
    throw new ProblemError(409, 'Nothing to start', {
      detail: preview.dryRun
        ? 'The dry run has to have gone well at one target at least, and its source has to be there.'
        : 'This is a real run itself.',
      hint: 'Make a new migration.',
    });
  }
  const input: Input = {
    name: preview.name,
    what: migrationWhat.parse(preview.what),
    source_id: preview.sourceId,
    target_ids: well,
    export_settings: migrationSettings.parse(preview.exportSettings),
    import_settings: migrationSettings.parse(preview.importSettings),
    dry_run: false,
  };
  const sites = await checkSites(panel, input);
  return panel.prisma.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT "id" FROM "Migration" WHERE "id" = ${id} FOR UPDATE`;
      const started = await tx.migration.findFirst({ where: { previewId: id }, select: { id: true } });
      if (started) {
        throw new ProblemError(409, 'Started already', {
          detail: `Migration ${started.id} is the real run of this dry run.`,
          hint: 'Look at that one; it can be tried again where it failed.',
        });
      }
      return insert(panel, tx, who, input, sites, id);
    },
    { timeout: 60_000 },
  );
}

interface Sites {
  source: Instance;
  targets: Instance[];
}

async function checkSites(panel: PanelContext, input: Input): Promise<Sites> {
  const ids = [...new Set(input.target_ids)];
  if (ids.includes(input.source_id)) {
    throw bad('target_ids', 'The source cannot be among the targets: within a site courses are duplicated.');
  }
  const found = new Map(
    (await panel.prisma.instance.findMany({ where: { id: { in: [input.source_id, ...ids] } } })).map(
      (site) => [site.id, site],
    ),
  );
  const source = found.get(input.source_id);
  if (!source) throw bad('source_id', `There is no site ${input.source_id}.`);
  const targets = ids.map((id) => {
    const site = found.get(id);
    if (!site) throw bad('target_ids', `There is no site ${id}.`);
    return site;
  });
  const problems = [
    ...obstacles('source_id', source, ['migration']),
    ...targets.flatMap((site) => obstacles('target_ids', site, ['migration', 'uploads'])),
  ];
  const first = problems[0];
  if (first) {
    throw new ProblemError(409, 'Not with these sites', {
      detail: problems
        .map(({ message }) => message)
        .slice(0, 20)
        .join(' '),
      hint: first.hint,
      errors: problems.map(({ path, message }) => ({ path, message })),
    });
  }
  return { source, targets };
}

function obstacles(
  field: string,
  site: Instance,
  features: Feature[],
): { path: string; message: string; hint: string }[] {
  const path = `body.${field}`;
  const missing = features.map((feature) => missingFeature(site, feature)).find((found) => found !== null);
  if (missing) return [{ path, message: missing.detail, hint: missing.hint }];
  if (site.connectionState === 'connected') return [];
  const why = site.connectionError ? `: ${site.connectionError}` : '.';
  return [
    {
      path,
      message: `${site.name} is not connected (${site.connectionState})${why}`,
      hint: 'Mend the connection and sync the site, or leave it out.',
    },
  ];
}

async function insert(
  panel: PanelContext,
  tx: Transaction,
  who: Principal,
  input: Input,
  { source, targets }: Sites,
  previewId: number | null,
): Promise<number> {
  const now = panel.clock();
  const to = targets.length === 1 ? targets[0]?.name : `${targets.length} sites`;
  const name = (input.name || `${whatWords[input.what]}: ${source.name} to ${to}`).slice(0, 300);
  const row = await tx.migration.create({
    data: {
      name,
      what: input.what,
      sourceId: source.id,
      sourceName: source.name,
      exportSettings: input.export_settings,
      importSettings: importSettingsOf(input),
      dryRun: input.dry_run,
      previewId,
      requestKey: randomUUID(),
      nextAt: now,
      createdBy: who.name,
      createdAt: now,
      targets: {
        create: targets.map((site) => ({
          instanceId: site.id,
          instanceName: site.name,
          requestKey: randomUUID(),
        })),
      },
    },
  });
  const action = previewId === null ? 'migration.create' : 'migration.start';
  const detail = `${input.dry_run ? 'dry run, ' : ''}${input.what} to ${targets.map((site) => site.name).join(', ')}`;
  await audit(panel, who, { action, instanceId: source.id, target: name, detail }, tx);
  await recordChanges(tx, [{ type: 'migration.updated', id: row.id }]);
  return row.id;
}

const bad = (field: string, message: string) =>
  new ProblemError(400, 'Bad request', {
    detail: `body.${field}: ${message}`,
    errors: [{ path: `body.${field}`, message }],
  });

/** Who has asked for hashes of passwords wants them taken, too; out of no other export are they. */
const importSettingsOf = ({ export_settings, import_settings }: Input) =>
  export_settings.passwords === 1 || export_settings.passwords === true
    ? { users_passwords: 1, ...import_settings }
    : import_settings;
