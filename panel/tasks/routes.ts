import { task, taskList, taskListQuery, taskLog, taskLogQuery } from '../../contract/panel/tasks.js';
import type { Prisma } from '../db/generated/client.js';
import { idParams } from '../http/id-params.js';
import { readPage, toList, type Sorts } from '../http/page.js';
import { defineRoute } from '../http/route.js';
import { cancelTask, getTask, readLog } from './service.js';
import { taskInclude, viewTask } from './view.js';

const tag = 'Tasks';

const sorts: Sorts<Prisma.TaskOrderByWithRelationInput> = {
  id: (d) => ({ id: d }),
  created_at: (d) => ({ createdAt: d }),
  finished_at: (d) => ({ finishedAt: d }),
  type: (d) => ({ type: d }),
  status: (d) => ({ status: d }),
  instance_name: (d) => ({ instance: { name: d } }),
};

export const taskRoutes = [
  defineRoute({
    method: 'GET',
    path: '/tasks',
    operationId: 'taskList',
    summary: 'Tasks, newest first',
    tag,
    role: 'viewer',
    request: { query: taskListQuery },
    status: 200,
    response: taskList,
    async handler({ panel, query }) {
      const page = readPage(query, sorts, '-id', (d) => ({ id: d }));
      const text = query.search ? { contains: query.search, mode: 'insensitive' as const } : undefined;
      const where: Prisma.TaskWhereInput = {
        instanceId: query.instance_id,
        status: query.status,
        type: query.type,
        OR: text && [{ courseName: text }, { instance: { name: text } }, { error: text }],
      };
      const [rows, total] = await Promise.all([
        panel.prisma.task.findMany({
          where,
          include: taskInclude,
          orderBy: page.orderBy,
          take: page.take,
          ...(page.after ? { cursor: { id: page.after }, skip: 1 } : {}),
        }),
        panel.prisma.task.count({ where }),
      ]);
      return toList(page, rows, total, (row) => row.id, viewTask);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/tasks/{id}',
    operationId: 'taskGet',
    summary: 'One task',
    tag,
    role: 'viewer',
    request: { params: idParams },
    status: 200,
    response: task,
    handler: async ({ panel, params }) => viewTask(await getTask(panel, params.id)),
  }),
  defineRoute({
    method: 'GET',
    path: '/tasks/{id}/log',
    operationId: 'taskLog',
    summary: 'The task’s log at the site, from a line on',
    tag,
    role: 'viewer',
    request: { params: idParams, query: taskLogQuery },
    status: 200,
    response: taskLog,
    handler: ({ panel, params, query }) => readLog(panel, params.id, query.after),
  }),
  defineRoute({
    method: 'POST',
    path: '/tasks/{id}/cancel',
    operationId: 'taskCancel',
    summary: 'Cancel a waiting task, or a running one where that is safe',
    tag,
    role: 'operator',
    request: { params: idParams },
    status: 200,
    response: task,
    async handler({ panel, principal, params }) {
      await cancelTask(panel, principal, params.id);
      return viewTask(await getTask(panel, params.id));
    },
  }),
];
