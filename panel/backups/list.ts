/** Lists of backups. */
import type { z } from 'zod';
import type { backupList, backupListQuery } from '../../contract/panel/backups.js';
import type { PanelContext } from '../context.js';
import type { Prisma } from '../db/generated/client.js';
import { readPage, toList, type Sorts } from '../http/page.js';
import { backupInclude, viewBackup } from './view.js';

const sorts: Sorts<Prisma.BackupOrderByWithRelationInput> = {
  id: (d) => ({ id: d }),
  created_at: (d) => ({ createdAt: d }),
  finished_at: (d) => ({ finishedAt: d }),
  size: (d) => ({ size: d }),
  course_name: (d) => ({ courseName: d }),
  instance_name: (d) => ({ instance: { name: d } }),
  status: (d) => ({ task: { status: d } }),
};

export async function listBackups(
  panel: PanelContext,
  query: z.output<typeof backupListQuery>,
): Promise<z.input<typeof backupList>> {
  const page = readPage(query, sorts, '-id', (d) => ({ id: d }));
  const text = query.search ? { contains: query.search, mode: 'insensitive' as const } : undefined;
  const where: Prisma.BackupWhereInput = {
    instanceId: query.instance_id,
    courseId: query.course_id,
    task: query.status && { status: query.status },
    ...(query.include_deleted === 'true' ? {} : { deletedAt: null }),
    OR: text && [{ courseName: text }, { link: text }, { instance: { name: text } }],
  };
  const [rows, total] = await Promise.all([
    panel.prisma.backup.findMany({
      where,
      include: backupInclude,
      orderBy: page.orderBy,
      take: page.take,
      ...(page.after ? { cursor: { id: page.after }, skip: 1 } : {}),
    }),
    panel.prisma.backup.count({ where }),
  ]);
  return toList(page, rows, total, (row) => row.id, viewBackup);
}
