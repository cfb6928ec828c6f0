/** Makes rollouts, or says what would be made. */
import type { z } from 'zod';
import type { RolloutCreate, rolloutPreview } from '../../contract/panel/rollouts.js';
import { audit } from '../audit/service.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import type { Instance } from '../db/generated/client.js';
import { recordChanges } from '../events/record.js';
import { ProblemError } from '../http/problem-error.js';
import { planRollout } from './scope.js';
import { opensAt } from './window.js';

/** @returns the id of a draft; nothing happens before it is started */
export async function createRollout(
  panel: PanelContext,
  who: Principal,
  input: RolloutCreate,
): Promise<number> {
  const { waves, summary, libraryItemIds } = await planRollout(panel, input);
  return panel.prisma.$transaction(
    async (tx) => {
      // From now on none of them is deleted: the rollout's row is there when the lock goes.
      const kept = await tx.$queryRaw<{ id: number }[]>`
        SELECT "id" FROM "LibraryItem" WHERE "id" = ANY(${libraryItemIds}::int[]) FOR SHARE`;
      if (kept.length < libraryItemIds.length) {
        throw new ProblemError(409, 'Deleted meanwhile', {
          detail: 'A zip of the rollout has just been deleted from the library.',
          hint: 'Upload it again, or choose another.',
        });
      }
      const rollout = await tx.rollout.create({
        data: {
          name: input.name,
          kind: input.what.kind,
          what: input.what,
          summary,
          scope: input.scope,
          libraryItemIds,
          pauseMinutes: input.pause_minutes,
          maxFailures: input.max_failures,
          concurrency: input.concurrency,
          siteDeadline: input.site_deadline_minutes,
          dryRun: input.dry_run,
          window: input.window ?? undefined,
          overwriteVcs: input.options.overwrite_vcs,
          ignoreHealth: input.options.ignore_health,
          createdBy: who.name,
          createdAt: panel.clock(),
        },
      });
      for (const [index, { name, sites }] of waves.entries()) {
        const wave = await tx.rolloutWave.create({ data: { rolloutId: rollout.id, n: index + 1, name } });
        await tx.rolloutSite.createMany({
          data: sites.map((site) => ({
            rolloutId: rollout.id,
            waveId: wave.id,
            instanceId: site.id,
            instanceName: site.name,
          })),
        });
      }
      await audit(panel, who, { action: 'rollout.create', target: input.name, detail: summary }, tx);
      await recordChanges(tx, [{ type: 'rollout.updated', id: rollout.id }]);
      return rollout.id;
    },
    { timeout: 60_000 },
  );
}

export async function previewRollout(
  panel: PanelContext,
  input: RolloutCreate,
): Promise<z.input<typeof rolloutPreview>> {
  const { waves, summary } = await planRollout(panel, input);
  const now = panel.clock();
  const openings = new Map<string, Date | null>();
  const opening = (zone: string) => {
    if (!openings.has(zone)) openings.set(zone, opensAt(input.window, now, zone));
    return openings.get(zone)?.toISOString() ?? null;
  };
  return {
    total: waves.reduce((sum, wave) => sum + wave.sites.length, 0),
    summary,
    waves: waves.map(({ name, sites }, index) => ({
      n: index + 1,
      name,
      sites: sites.map((site) => {
        const timezone = site.timezone ?? panel.config.timezone;
        return {
          instance_id: site.id,
          instance_name: site.name,
          timezone,
          opens_at: opening(timezone),
          notes: notesOn(site, input.dry_run),
        };
      }),
    })),
  };
}

function notesOn(site: Instance, dryRun: boolean): string[] {
  const notes = [];
  if (site.agentKind === 'unknown') notes.push('It was never reached.');
  else if (site.connectionState !== 'connected') notes.push('It could not be reached lately.');
  if (dryRun && site.agentKind !== 'unknown' && !site.features.includes('changes.dry_run')) {
    notes.push('It cannot do a dry run.');
  }
  if (site.agentKind === 'plugin') notes.push('Its plugin tells nothing of the site’s health.');
  return notes;
}
