/** Update requests in words. */
import type { ChangeStep } from '../../../contract/agent/changes.js';
import type { Offer } from '../../../contract/panel/plugins.js';
import type { ItemState, UpdateKind, UpdateRequest } from '../../../contract/panel/updates.js';
import type { Tone } from '../ui/tone-badge.js';

export const kindWords: Record<UpdateKind, string> = {
  plugins: 'Plugin update',
  zips: 'Plugin installation',
  uninstall: 'Plugin removal',
  core: 'Moodle update',
};

/** Such as `Plugin update: mod_quiz and 2 more`. */
export function requestTitle(request: Pick<UpdateRequest, 'kind' | 'components' | 'item_count'>): string {
  if (request.kind === 'core') return kindWords.core;
  const [first = 'nothing'] = request.components;
  const more = request.item_count - 1;
  return `${kindWords[request.kind]}: ${first}${more > 0 ? ` and ${more} more` : ''}`;
}

export const stepWords: Record<ChangeStep, string> = {
  resolve: 'Find out what is asked',
  download: 'Download',
  verify: 'Check the files’ checksums',
  inspect: 'Look into the files',
  preflight: 'Check the site',
  stage: 'Unpack beside the old code',
  maintenance: 'Maintenance mode',
  dump: 'Copy the database',
  swap: 'Put the new code in place',
  upgrade: 'Moodle’s upgrade',
  check: 'Check the site’s health',
  finish: 'Finish',
  revert: 'Put everything back',
};

export const outcomeWords: Record<
  NonNullable<UpdateRequest['outcome']>,
  { tone: Tone; label: string; text: string }
> = {
  done: { tone: 'ok', label: 'Done', text: 'The site is as wanted.' },
  refused: { tone: 'warn', label: 'Refused', text: 'Nothing was touched.' },
  reverted: { tone: 'warn', label: 'Put back', text: 'The site is as it was before.' },
  broken: {
    tone: 'bad',
    label: 'Broken',
    text: 'The site is neither new nor as before: somebody must look at once.',
  },
};

/** What an item's state means; in a dry run nothing was done. */
export function itemWords(status: ItemState, dryRun: boolean): { tone: Tone; label: string } {
  switch (status) {
    case 'succeeded':
      return { tone: 'ok', label: dryRun ? 'Would work' : 'Done' };
    case 'failed':
      return { tone: 'bad', label: dryRun ? 'Would not work' : 'Failed' };
    case 'cancelled':
      return { tone: 'quiet', label: 'Cancelled' };
    default:
      return { tone: 'quiet', label: 'Waiting' };
  }
}

/** Moodle's numbers for how ready a version is. */
export function maturityWords(maturity: number | null): { tone: Tone; label: string } | null {
  if (maturity === null) return null;
  if (maturity >= 200) return { tone: 'ok', label: 'Stable' };
  if (maturity >= 150) return { tone: 'warn', label: 'Candidate' };
  if (maturity >= 100) return { tone: 'warn', label: 'Beta' };
  return { tone: 'bad', label: 'Alpha' };
}

export const offerTypeWords: Record<Offer['type'], string> = {
  plugin: 'Plugin',
  'core-minor': 'Same branch',
  'core-major': 'Next branch',
  'core-mega': 'New main version',
};

/** `4.5.6` of `4.5.6 (Build: 20250811)`, the bare version where there is no release. */
export const shortRelease = (release: string | null, version: string | null): string =>
  release?.replace(/\s*\(Build.*$/, '') ?? version ?? '–';
