/** What an operator watches of the queue and the outbox, on `/metrics`. */
import { Gauge } from 'prom-client';
import { taskStatus } from '../contract/agent/tasks.js';
import type { AgentContext } from './context.js';

const deliveryStatuses = ['waiting', 'delivered', 'failed'];

/** Registers the gauges; they are counted when they are asked for. */
export function watchQueues({ store, metrics }: Pick<AgentContext, 'store' | 'metrics'>): void {
  const registers = [metrics.registry];
  new Gauge({
    name: 'moopanel_tasks',
    help: 'Tasks in the store by status',
    labelNames: ['status'],
    registers,
    async collect() {
      const groups = await store.prisma.task.groupBy({ by: ['status'], _count: true });
      const counts = new Map(groups.map((group) => [group.status, group._count]));
      for (const status of taskStatus.options) this.set({ status }, counts.get(status) ?? 0);
    },
  });
  new Gauge({
    name: 'moopanel_callbacks',
    help: 'Callbacks in the outbox by status',
    labelNames: ['status'],
    registers,
    async collect() {
      const groups = await store.prisma.delivery.groupBy({ by: ['status'], _count: true });
      const counts = new Map(groups.map((group) => [group.status, group._count]));
      for (const status of deliveryStatuses) this.set({ status }, counts.get(status) ?? 0);
    },
  });
}
