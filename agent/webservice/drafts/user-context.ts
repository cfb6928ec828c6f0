/** Moodle's own number of a user's files. */
import type { Site } from '../../moodle/site.js';
import { userContextId } from '../../moodle/reads/accounts.js';

/** The id of the user's context. Moodle makes it when it is first looked at, so one that is missing is asked for. */
export async function userContext(site: Site, userId: number): Promise<number> {
  const found = await userContextId(site, userId);
  if (found !== null) return found;
  const place = { level: 'user', id: userId } as const;
  await site.bridge.access({ userId, questions: [{ capability: 'moodle/user:manageownfiles', place }] });
  return (await userContextId(site, userId)) ?? 0;
}
