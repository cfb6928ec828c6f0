/** The preset of a task, for as long as the panel has not taken its callback. */
import type { AgentStore } from '../store/store.js';
import { sealPurpose } from '../tasks/task-view.js';

/** @returns the XML; null when there is no such task, it has not ended well, or the panel has its preset */
export async function storedPreset({ prisma, seal }: AgentStore, taskId: number): Promise<string | null> {
  const delivery = await prisma.delivery.findFirst({
    where: { taskId, task: { type: 'admin_presets_create' }, sealedBody: { not: null } },
    orderBy: { id: 'desc' },
  });
  return delivery?.sealedBody ? seal.open(sealPurpose.callback, delivery.sealedBody) : null;
}
