/** Presets and their applications as the API shows them; nothing secret is among what is read. */
import type { z } from 'zod';
import {
  appliedChange,
  applicationState,
  presetSource,
  skippedSetting,
  type driftState,
  type preset,
  type presetApplication,
} from '../../contract/panel/presets.js';
import type { Instance, Prisma } from '../db/generated/client.js';

/** Everything but the settings themselves, which only a comparison needs. */
export const presetSelect = {
  id: true,
  instanceId: true,
  source: true,
  createdBy: true,
  takenAt: true,
  seenAt: true,
  moodleVersion: true,
  moodleRelease: true,
  siteUrl: true,
  author: true,
  settingCount: true,
  secretCount: true,
  changeCount: true,
  baselineAt: true,
  baselineBy: true,
  instance: { select: { name: true } },
} satisfies Prisma.PresetSelect;
export type PresetRow = Prisma.PresetGetPayload<{ select: typeof presetSelect }>;

export function viewPreset(row: PresetRow): z.input<typeof preset> {
  return {
    id: row.id,
    instance_id: row.instanceId,
    instance_name: row.instance.name,
    source: presetSource.parse(row.source),
    created_by: row.createdBy,
    taken_at: row.takenAt.toISOString(),
    seen_at: row.seenAt.toISOString(),
    moodle_release: row.moodleRelease,
    moodle_version: row.moodleVersion,
    site_url: row.siteUrl,
    author: row.author,
    setting_count: row.settingCount,
    secret_count: row.secretCount,
    change_count: row.changeCount,
    baseline: row.baselineAt !== null,
    baseline_by: row.baselineBy,
  };
}

type DriftRow = Prisma.PresetDriftGetPayload<object>;

export function viewDrift(row: DriftRow, referenceName: string): z.input<typeof driftState> {
  return {
    count: row.count,
    since: row.since?.toISOString() ?? null,
    checked_at: row.checkedAt.toISOString(),
    preset_id: row.presetId,
    reference_preset_id: row.referencePresetId,
    reference_name: referenceName,
  };
}

/** Why nothing can be applied to a site, in words; null where it can. */
export function whyNoApply({ agentKind, features }: Pick<Instance, 'agentKind' | 'features'>): string | null {
  if (features.includes('presets.apply')) return null;
  if (agentKind === 'plugin') {
    return 'This site is connected by the PHP plugin, which can send its settings but not take any. Put an agent beside it.';
  }
  return agentKind === 'unknown'
    ? 'The site has not been reached yet. Sync it first.'
    : 'The agent of this site is too old to take settings. Update it.';
}

export const applicationInclude = {
  instance: { select: { name: true } },
} satisfies Prisma.PresetApplicationInclude;
export type ApplicationRow = Prisma.PresetApplicationGetPayload<{ include: typeof applicationInclude }>;

export function viewApplication(row: ApplicationRow): z.input<typeof presetApplication> {
  return {
    id: row.id,
    instance_id: row.instanceId,
    instance_name: row.instance.name,
    preset_id: row.presetId,
    from_name: row.fromName,
    state: applicationState.parse(row.state),
    setting_count: row.settingCount,
    secrets: row.secrets,
    changed: appliedChange.array().parse(row.changed),
    skipped: skippedSetting.array().parse(row.skipped),
    error: row.error,
    application_id: row.siteId,
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
    finished_at: row.finishedAt?.toISOString() ?? null,
    undone_by: row.undoneBy,
    undone_at: row.undoneAt?.toISOString() ?? null,
  };
}
