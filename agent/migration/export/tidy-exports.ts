/** Throws away exports whose time is over. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentContext } from '../../context.js';
import { exportFolder, exportsFolder } from './folder.js';

const DAY = 24 * 60 * 60 * 1000;

type Context = Pick<AgentContext, 'config' | 'store' | 'tasks' | 'clock'>;

/**
 * One pass: files that have been kept for their days, halves of exports that have ended, and folders of exports that are
 * not known. What is under way, or waits for its next attempt, stays.
 */
export async function tidyExports(context: Context): Promise<void> {
  const { config, store, clock } = context;
  const before = new Date(clock().getTime() - config.exports.keepDays * DAY);
  // Before the rows: a folder is made after its row.
  const names = await readdir(exportsFolder(config)).catch(() => [] as string[]);
  const old = await store.prisma.migrationExport.findMany({
    where: { fileName: { not: null }, finishedAt: { lt: before } },
    select: { id: true },
  });
  for (const { id } of old) {
    await rm(exportFolder(config, id), { recursive: true, force: true });
    await store.prisma.migrationExport.update({
      where: { id },
      data: { fileName: null, size: null, sha256: null },
    });
  }
  for (const name of names.filter((one) => /^\d+$/.test(one))) {
    if (await isOver(context, Number(name)))
      await rm(join(exportsFolder(config), name), { recursive: true, force: true });
  }
}

/** Whether nobody needs the folder any more. */
async function isOver({ store, tasks }: Context, id: number): Promise<boolean> {
  const row = await store.prisma.migrationExport.findUnique({ where: { id } });
  if (row === null) return true;
  if (row.fileName !== null) return false;
  const task = row.taskId === null ? null : await tasks.get(row.taskId);
  return task === null ? row.finishedAt !== null : task.finishedAt !== null;
}
