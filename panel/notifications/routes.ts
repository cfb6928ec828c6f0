import { z } from 'zod';
import { notification, notificationList, notificationListQuery } from '../../contract/panel/events.js';
import type { Prisma } from '../db/generated/client.js';
import { idParams } from '../http/id-params.js';
import { readPage, toList, type Sorts } from '../http/page.js';
import { notFound } from '../http/problem-error.js';
import { defineRoute } from '../http/route.js';
import { viewNotification } from './view.js';

const tag = 'Notifications';
const sorts: Sorts<Prisma.NotificationOrderByWithRelationInput> = {
  created_at: (d) => ({ createdAt: d }),
  id: (d) => ({ id: d }),
};

export const notificationRoutes = [
  defineRoute({
    method: 'GET',
    path: '/notifications',
    operationId: 'notificationList',
    summary: 'Notifications, newest first',
    tag,
    role: 'viewer',
    request: { query: notificationListQuery },
    status: 200,
    response: notificationList,
    async handler({ panel, query }) {
      const page = readPage(query, sorts, '-id', (d) => ({ id: d }));
      const text = query.search ? { contains: query.search, mode: 'insensitive' as const } : undefined;
      const where: Prisma.NotificationWhereInput = {
        readAt: query.unread === 'true' ? null : query.unread === 'false' ? { not: null } : undefined,
        OR: text && [{ title: text }, { body: text }],
      };
      const [rows, total, unread] = await Promise.all([
        panel.prisma.notification.findMany({
          where,
          orderBy: page.orderBy,
          take: page.take,
          ...(page.after ? { cursor: { id: page.after }, skip: 1 } : {}),
        }),
        panel.prisma.notification.count({ where }),
        panel.prisma.notification.count({ where: { readAt: null } }),
      ]);
      return { ...toList(page, rows, total, (row) => row.id, viewNotification), unread };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/notifications/{id}/read',
    operationId: 'notificationRead',
    summary: 'Mark one as read',
    tag,
    role: 'viewer',
    request: { params: idParams },
    status: 200,
    response: notification,
    async handler({ panel, params }) {
      await panel.prisma.notification.updateMany({
        where: { id: params.id, readAt: null },
        data: { readAt: panel.clock() },
      });
      const row = await panel.prisma.notification.findUnique({ where: { id: params.id } });
      if (!row) throw notFound('Notification', params.id);
      return viewNotification(row);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/notifications/read-all',
    operationId: 'notificationReadAll',
    summary: 'Mark all as read',
    tag,
    role: 'viewer',
    status: 200,
    response: z.object({ unread: z.int() }),
    async handler({ panel }) {
      await panel.prisma.notification.updateMany({
        where: { readAt: null },
        data: { readAt: panel.clock() },
      });
      return { unread: 0 };
    },
  }),
];
