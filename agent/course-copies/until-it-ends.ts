/** Keeps a copy's archive for as long as its task may need it. */
import type { AgentContext } from '../context.js';
import { isShutdown } from '../tasks/stop-reason.js';
import { removeCopy } from './copy-files.js';

/** Removes it when `work` has ended in any way, except where it goes on at the agent's next start. */
export async function untilItEnds<T>(
  { config, logger }: Pick<AgentContext, 'config' | 'logger'>,
  copyId: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  let succeeded = false;
  try {
    const result = await work();
    succeeded = true;
    return result;
  } finally {
    if (succeeded || !isShutdown(signal)) {
      await removeCopy(config, copyId).catch((err: unknown) =>
        logger.warn({ err, copy: copyId }, 'the archive of a copy could not be removed'),
      );
    }
  }
}
