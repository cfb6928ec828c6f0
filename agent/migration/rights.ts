/** What the user must be allowed for whom an export or an import is done. */
import type { MigrationSettings } from '../../contract/agent/migration.js';
import { accountById } from '../moodle/reads/accounts.js';
import type { Site } from '../moodle/site.js';
import { TaskFailure } from '../tasks/handler.js';
import type { Exporter } from './exporter.js';

export interface Rights {
  /** Moodle capabilities in the system context, all of them. */
  capabilities: readonly string[];
  /** Only a site administrator may, whatever the capabilities. */
  administrator: boolean;
}

export const rightsFor = (exporter: Exporter, settings: MigrationSettings): Rights => ({
  capabilities: [...exporter.capabilities, ...(exporter.capabilitiesFor?.(settings) ?? [])],
  administrator: exporter.administratorFor?.(settings) ?? false,
});

/**
 * Asked when the work begins: it may have waited for long, and rights are taken away meanwhile.
 * @throws TaskFailure
 */
export async function requireStillAllowed(
  site: Site,
  userId: number,
  { capabilities, administrator }: Rights,
): Promise<void> {
  const account = await accountById(site, userId);
  if (account === null || account.deleted || account.suspended)
    throw new TaskFailure('The user for whom it is to be done is suspended, or not there any more.');
  if (account.isAdmin) return;
  const questions = capabilities.map((capability) => ({ capability, place: { level: 'system' } as const }));
  const answers = questions.length === 0 ? [] : await site.bridge.access({ userId, questions });
  const lacking = capabilities.filter((_, n) => !answers[n]);
  if (lacking.length === 0 && !administrator) return;
  const words = administrator ? ['only administrators may'] : await site.bridge.capabilityNames(lacking);
  throw new TaskFailure(`"${account.username}" may not do it (any more): ${words.join(', ')}.`);
}
