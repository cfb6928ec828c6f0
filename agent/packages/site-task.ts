import type { AgentConfig } from '../config.js';

/** Seconds that everything but Moodle's own upgrade may take: a slow download, a large dump. */
const REST = 4 * 3600;

/**
 * What all tasks that change the site's code have in common: they run alone, and what they have begun only they can end,
 * however often the agent dies in it.
 */
export function siteTask({ upgradeTimeout }: Pick<AgentConfig, 'upgradeTimeout'>) {
  return {
    kind: 'site',
    lockKey: () => null,
    maxAttempts: 1000,
    deadline: upgradeTimeout + REST,
    // Before the first folder is swapped; afterwards the wish is not heard any more.
    cancellable: true,
  } as const;
}
