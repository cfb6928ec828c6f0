/**
 * Moodle's maintenance for everybody: as long as `<dataroot>/climaintenance.html` is there, the first lines of Moodle answer
 * every request with it and status 503. The agent writes the file itself, so that it works with a Moodle that is broken.
 */
import { randomBytes } from 'node:crypto';
import { chmod, chown, link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SiteConfig } from './site.js';

type MaintenanceSite = Pick<SiteConfig, 'dataroot'>;

export interface MaintenanceState {
  on: boolean;
  /** The task that switched it on; null for one that an administrator did. */
  taskId: number | null;
}

const marker = /<!-- moopanel task (\d+) -->/;

const page = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="60">
<title>Maintenance</title>
<style>
body { font: 18px/1.5 system-ui, sans-serif; margin: 15vh auto 0; max-width: 32em; padding: 0 1.5em; color: #222; background: #fff }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #1b1b1b } }
</style>
</head>
<body>
<h1>This site is being updated</h1>
<p>It will be back in a few minutes. This page looks again by itself every minute.</p>
</body>
</html>
`;

const fileOf = ({ dataroot }: MaintenanceSite) => join(dataroot, 'climaintenance.html');

/** Whether the site is in maintenance, and whose it is. The setting of the same name in Moodle's database does not count. */
export async function readMaintenance(site: MaintenanceSite): Promise<MaintenanceState> {
  const text = await readIfThere(fileOf(site));
  const taskId = marker.exec(text ?? '')?.[1];
  return { on: text !== null, taskId: taskId === undefined ? null : Number(taskId) };
}

/**
 * Switches maintenance on for a task. The page is Moodle's template for it, `climaintenance.template.html` in the data root,
 * where there is one.
 * @returns whether it was on before by another's hand: then it is left as it was, and must stay on afterwards
 * @throws Error of the file system when the file cannot be written
 */
export async function enterMaintenance(
  site: MaintenanceSite,
  taskId: number,
): Promise<{ alreadyOn: boolean }> {
  const before = await readMaintenance(site);
  if (before.on) return { alreadyOn: before.taskId !== taskId };
  const template = await readIfThere(join(site.dataroot, 'climaintenance.template.html'));
  const file = fileOf(site);
  const temporary = `${file}.${randomBytes(6).toString('hex')}.moopanel`;
  try {
    await writeFile(temporary, `${(template ?? page).trimEnd()}\n<!-- moopanel task ${taskId} -->\n`);
    await chmod(temporary, 0o644);
    if (process.geteuid?.() === 0) {
      const { uid, gid } = await stat(site.dataroot);
      await chown(temporary, uid, gid);
    }
    return { alreadyOn: !(await place(temporary, file)) };
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Switches maintenance off if this task switched it on. Safe to call twice.
 * @returns whether the site is out of maintenance now
 */
export async function leaveMaintenance(site: MaintenanceSite, taskId: number): Promise<boolean> {
  const state = await readMaintenance(site);
  if (state.on && state.taskId === taskId) await rm(fileOf(site), { force: true });
  return !state.on || state.taskId === taskId;
}

/** Puts the file in its place unless one is there. @returns false when one is */
async function place(temporary: string, file: string): Promise<boolean> {
  try {
    await link(temporary, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // Not every file system has hard links.
    await rename(temporary, file);
    return true;
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
