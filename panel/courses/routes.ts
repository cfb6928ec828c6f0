import { categoryList, courseList, courseListQuery } from '../../contract/panel/courses.js';
import { listQuery } from '../../contract/panel/common.js';
import type { PanelContext } from '../context.js';
import type { Prisma } from '../db/generated/client.js';
import { idParams } from '../http/id-params.js';
import { readPage, toList, type Sorts } from '../http/page.js';
import { defineRoute } from '../http/route.js';
import { getInstance } from '../instances/service.js';
import { categoryWithThoseBelow } from './categories.js';

const tag = 'Courses';

const courseSorts: Sorts<Prisma.CourseOrderByWithRelationInput> = {
  id: (d) => ({ moodleId: d }),
  name: (d) => ({ name: d }),
  shortname: (d) => ({ shortname: d }),
  category_name: (d) => ({ categoryName: d }),
  category_path: (d) => ({ categoryPath: d }),
};

const categorySorts: Sorts<Prisma.CategoryOrderByWithRelationInput> = {
  id: (d) => ({ moodleId: d }),
  name: (d) => ({ name: d }),
  sort: (d) => ({ sort: d }),
  path: (d) => ({ path: d }),
};

export const courseRoutes = [
  defineRoute({
    method: 'GET',
    path: '/instances/{id}/courses',
    operationId: 'courseList',
    summary: 'Courses of a site as of its last sync',
    tag,
    role: 'viewer',
    request: { params: idParams, query: courseListQuery },
    status: 200,
    response: courseList,
    async handler({ panel, params, query }) {
      const instanceId = (await getInstance(panel, params.id)).id;
      const page = readPage(query, courseSorts, 'name', (d) => ({ moodleId: d }));
      const text = query.search ? { contains: query.search, mode: 'insensitive' as const } : undefined;
      const where: Prisma.CourseWhereInput = {
        instanceId,
        goneAt: null,
        categoryId:
          query.category_id === undefined
            ? undefined
            : { in: await categoryWithThoseBelow(panel, instanceId, query.category_id) },
        OR: text && [{ name: text }, { shortname: text }],
      };
      const [rows, total] = await Promise.all([
        panel.prisma.course.findMany({
          where,
          orderBy: page.orderBy,
          take: page.take,
          ...(page.after
            ? { cursor: { instanceId_moodleId: { instanceId, moodleId: page.after } }, skip: 1 }
            : {}),
        }),
        panel.prisma.course.count({ where }),
      ]);
      const backups = await backupsByCourse(
        panel,
        instanceId,
        rows.map((row) => row.moodleId),
      );
      return toList(
        page,
        rows,
        total,
        (row) => row.moodleId,
        (row) => {
          const found = backups.get(row.moodleId);
          return {
            id: row.moodleId,
            instance_id: instanceId,
            name: row.name,
            shortname: row.shortname,
            category_id: row.categoryId,
            category_name: row.categoryName,
            category_path: row.categoryPath,
            visible: row.visible,
            last_backup_at: found?.at?.toISOString() ?? null,
            last_backup_id: found?.id ?? null,
            backup_count: found?.count ?? 0,
            synced_at: row.syncedAt.toISOString(),
          };
        },
      );
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/instances/{id}/categories',
    operationId: 'categoryList',
    summary: 'Course categories of a site as of its last sync',
    tag,
    role: 'viewer',
    request: { params: idParams, query: listQuery },
    status: 200,
    response: categoryList,
    async handler({ panel, params, query }) {
      const instanceId = (await getInstance(panel, params.id)).id;
      const page = readPage(query, categorySorts, 'sort', (d) => ({ moodleId: d }));
      const where: Prisma.CategoryWhereInput = {
        instanceId,
        ...(query.search ? { name: { contains: query.search, mode: 'insensitive' } } : {}),
      };
      const [rows, total] = await Promise.all([
        panel.prisma.category.findMany({
          where,
          orderBy: page.orderBy,
          take: page.take,
          ...(page.after
            ? { cursor: { instanceId_moodleId: { instanceId, moodleId: page.after } }, skip: 1 }
            : {}),
        }),
        panel.prisma.category.count({ where }),
      ]);
      const counts = await panel.prisma.course.groupBy({
        by: ['categoryId'],
        where: { instanceId, goneAt: null, categoryId: { in: rows.map((row) => row.moodleId) } },
        _count: true,
      });
      const countOf = new Map(counts.map((row) => [row.categoryId, row._count]));
      return toList(
        page,
        rows,
        total,
        (row) => row.moodleId,
        (row) => ({
          id: row.moodleId,
          parent_id: row.parentId,
          name: row.name,
          sort: row.sort,
          path: row.path,
          depth: row.depth,
          course_count: countOf.get(row.moodleId) ?? 0,
        }),
      );
    },
  }),
];

async function backupsByCourse(
  panel: PanelContext,
  instanceId: number,
  courseIds: number[],
): Promise<Map<number, { id: number | null; at: Date | null; count: number }>> {
  const groups = await panel.prisma.backup.groupBy({
    by: ['courseId'],
    where: { instanceId, courseId: { in: courseIds }, link: { not: null }, deletedAt: null },
    _count: true,
    _max: { id: true, finishedAt: true },
  });
  return new Map(
    groups.map((group) => [
      group.courseId,
      { id: group._max.id, at: group._max.finishedAt, count: group._count },
    ]),
  );
}
