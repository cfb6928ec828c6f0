/** Ends requests whose result was lost, by what a sync has seen at the site. */
import type { PanelContext } from '../context.js';
import type { UpdateItem } from '../db/generated/client.js';
import { versionNumber } from '../plugins/version-number.js';
import { applyResult } from '../tasks/apply.js';
import { openStates } from '../tasks/states.js';

const SEEN = 'The site’s result never arrived, but its versions show that it was done.';

/**
 * Called after a sync has stored the site's versions. Only a request of which the site itself says that the work is over
 * is judged by them: while a change is under way, a new version may still be taken back. The PHP plugin never tells how
 * a core update ended well, so that this is how those end.
 */
export async function settleBySync(panel: PanelContext, instanceId: number): Promise<void> {
  const request = await panel.prisma.updateRequest.findFirst({
    where: {
      instanceId,
      dryRun: false,
      task: { status: { in: openStates }, orderState: 'accepted', overdueSince: { not: null } },
    },
    include: { items: true, task: { select: { overdueSince: true } } },
  });
  if (!request) return;
  const instance = await panel.prisma.instance.findUniqueOrThrow({
    where: { id: instanceId },
    select: {
      moodleVersionNumber: true,
      plugins: {
        where: { goneAt: null, component: { in: request.items.flatMap((item) => item.component ?? []) } },
        select: { component: true, version: true },
      },
    },
  });
  const present = new Map(instance.plugins.map((plugin) => [plugin.component, plugin.version]));
  present.set('core', instance.moodleVersionNumber);
  if (!request.items.every((item) => isDone(request.kind, item, present))) return;
  await applyResult(panel, request.taskId, { status: 'succeeded', message: SEEN }, 'sync', 'unknown');
}

function isDone(kind: string, item: UpdateItem, present: ReadonlyMap<string, string | null>): boolean {
  if (item.component === null) return false;
  if (kind === 'uninstall') return !present.has(item.component);
  const [now, wanted] = [versionNumber(present.get(item.component)), versionNumber(item.toVersion)];
  return now !== null && wanted !== null && now >= wanted;
}
