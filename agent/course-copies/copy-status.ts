/** How far a copy has got, in the numbers of the web services. */
import { CopyPhase, CopyStatus } from '../../contract/agent/course-copies.js';
import type { TaskStatus } from '../../contract/agent/tasks.js';
import type { AgentContext } from '../context.js';
import type { Caller } from '../webservice/function.js';
import type { CopyIdentity } from './course-copy.js';

export interface CopyProgress {
  /** Of the phase that it is in: one of `CopyStatus`. */
  status: number;
  /** Of the whole, 0 to 1. */
  progress: number;
  /** One of `CopyPhase`. */
  phase: number;
}

const statusOf: Readonly<Record<TaskStatus, number>> = {
  waiting: CopyStatus.awaiting,
  running: CopyStatus.executing,
  failed: CopyStatus.failed,
  cancelled: CopyStatus.failed,
  succeeded: CopyStatus.finished,
};

/** Null where there is no such copy, or it is somebody else's and the caller is no administrator. */
export async function copyProgress(
  { store, tasks }: AgentContext,
  caller: Pick<Caller, 'userId' | 'isAdmin'>,
  kind: CopyIdentity['kind'],
  id: string,
): Promise<CopyProgress | null> {
  const copy = await store.prisma.courseCopy.findUnique({ where: { id: id.toLowerCase() } });
  if (copy === null || copy.kind !== kind) return null;
  if (copy.userId !== caller.userId && !caller.isAdmin) return null;
  const task = await tasks.get(copy.taskId);
  if (task === null) return null;
  return { status: statusOf[task.status], progress: task.progress, phase: copy.phase ?? CopyPhase.restore };
}
