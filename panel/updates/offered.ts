/** Whether a site can be asked for a change at all. */
import type { Instance } from '../db/generated/client.js';
import { ProblemError } from '../http/problem-error.js';
import type { UpdateOrder } from './order-form.js';

/** @throws ProblemError 400 for an order that says too little, 501 for what the site’s agent or plugin does not offer */
export function requireOffered(
  instance: Pick<Instance, 'agentKind' | 'features'>,
  order: Pick<UpdateOrder, 'kind' | 'dryRun' | 'items'>,
): void {
  const reason = incomplete(order);
  if (reason) throw new ProblemError(400, 'Bad request', { detail: reason });
  const who = instance.agentKind === 'plugin' ? 'The plugin of this site' : 'The agent of this site';
  if (order.dryRun && !instance.features.includes('changes.dry_run')) {
    throw new ProblemError(501, 'Not offered', {
      detail: `${who} has no dry run.`,
      hint:
        instance.agentKind === 'plugin'
          ? 'Put an agent beside the site, or order the change itself.'
          : 'Update the agent, then sync the site.',
    });
  }
  if (order.kind === 'uninstall' && !instance.features.includes('plugins.uninstall')) {
    throw new ProblemError(501, 'Not offered', {
      detail: `${who} cannot uninstall plugins safely.`,
      hint: 'Uninstall it in Moodle, or put an up-to-date agent beside the site.',
    });
  }
}

function incomplete({ kind, items }: Pick<UpdateOrder, 'kind' | 'items'>): string | null {
  if (items.length === 0) return 'There is nothing to do: no items.';
  if (kind === 'plugins') {
    const bad = items.find((item) => !item.component || !item.version || !item.download);
    return bad ? `No version or download is known of ${bad.component ?? 'a plugin'}.` : null;
  }
  if (kind === 'zips') {
    return items.every((item) => item.link || item.libraryItemId) ? null : 'A zip needs an address.';
  }
  if (items.length > 1) return 'One at a time.';
  if (kind === 'uninstall') return items[0]?.component ? null : 'No plugin is named.';
  return items[0]?.version && items[0].download ? null : 'No version or download is known.';
}
