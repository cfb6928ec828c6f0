/** How much room a course's backup takes while it is made. */
import { mkdir } from 'node:fs/promises';
import { courseFilesSize } from '../moodle/course/course-size.js';
import type { Site } from '../moodle/site.js';
import { requireSpace, type SpaceNeed } from './storage/free-space.js';

/** Room for the course's texts in XML, in bytes; its files are counted. */
const TEXT_ALLOWANCE = 16 * 1024 * 1024;

/**
 * Moodle copies the course's files into its temporary folder, packs them beside, and stores the pack; the agent then
 * writes the zip. Checked before anything of it is begun.
 * @param target the folder that the finished backup goes to
 * @param extra further needs of the same task
 * @throws NotEnoughSpace
 */
export async function requireBackupSpace(
  site: Site,
  courseId: number,
  target: string,
  extra: readonly SpaceNeed[] = [],
): Promise<void> {
  const size = (await courseFilesSize(site.database, courseId)) + TEXT_ALLOWANCE;
  const { tempdir, dataroot } = site.config;
  await mkdir(tempdir, { recursive: true });
  await mkdir(target, { recursive: true, mode: 0o770 });
  await requireSpace([
    { folder: tempdir, bytes: 2 * size },
    { folder: dataroot, bytes: size },
    { folder: target, bytes: size },
    ...extra,
  ]);
}
