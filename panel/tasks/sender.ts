/** What a type of task brings to be ordered from a site. */
import type { AgentAddress } from '../agents/transport.js';
import type { PanelContext } from '../context.js';
import type { Task } from '../db/generated/client.js';

export interface OrderReply {
  accepted: { taskId: number; jobId: number | null }[];
  /** `status` is the agent's: 404 gone, 204 unchanged. */
  refused: { taskId: number; status: number; message: string }[];
}

/**
 * Sends the one request that all these tasks (of one request key) stand for. Sent again it must be the same, so it is
 * made of nothing but the rows.
 * @throws AgentError
 */
export type Sender = (
  panel: PanelContext,
  site: AgentAddress,
  tasks: Task[],
  requestKey: string,
) => Promise<OrderReply>;
