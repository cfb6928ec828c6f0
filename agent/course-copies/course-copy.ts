/** The row by which a caller finds a copy again. */
import { CopyPhase } from '../../contract/agent/course-copies.js';
import type { AgentContext } from '../context.js';

export interface CopyIdentity {
  id: string;
  kind: 'restore' | 'duplicate';
  taskId: number;
  /** Who has ordered it. */
  userId: number;
}

/** Written with the order, and once more when the work begins: the agent may have died between the two. */
export async function rememberCopy(
  { store, clock }: Pick<AgentContext, 'store' | 'clock'>,
  copy: CopyIdentity,
): Promise<void> {
  const phase = copy.kind === 'duplicate' ? CopyPhase.backup : null;
  await store.prisma.courseCopy.upsert({
    where: { id: copy.id },
    create: { ...copy, phase, createdAt: clock() },
    update: {},
  });
}

export async function enterPhase(
  { store }: Pick<AgentContext, 'store'>,
  id: string,
  phase: number,
): Promise<void> {
  await store.prisma.courseCopy.updateMany({ where: { id }, data: { phase } });
}
