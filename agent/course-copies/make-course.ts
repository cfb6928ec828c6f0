/** The half of the work that a restore and a duplication share: a course out of the copy's archive. */
import { stat } from 'node:fs/promises';
import type { CourseCopyResult } from '../../contract/agent/course-copies.js';
import { stagingFolder } from '../backup/staging.js';
import { requireSpace } from '../backup/storage/free-space.js';
import type { AgentContext } from '../context.js';
import type { BridgeRun } from '../moodle/bridge.js';
import type { NewCourseRequest } from '../moodle/course-copy-bridge.js';
import { archiveOf, whereMoodleReads } from './copy-files.js';

/** Unpacked beside itself, with its files stored by the site, an archive takes a few times its size. */
const UNPACKED_TIMES = 3;

/** @throws BridgeError, NotEnoughSpace; no course was made then */
export async function makeCourseOf(
  { config, site }: Pick<AgentContext, 'config' | 'site'>,
  request: Omit<NewCourseRequest, 'file'>,
  run: BridgeRun,
): Promise<{ result: CourseCopyResult; message: string }> {
  const archive = archiveOf(config, request.key);
  const { size } = await stat(archive);
  const result = await whereMoodleReads(site.config, archive, `copy-${request.key}`, async (file) => {
    await requireSpace([{ folder: stagingFolder(site.config), bytes: size * UNPACKED_TIMES }]);
    return site.bridge.restoreNewCourse({ ...request, file }, run);
  });
  for (const warning of result.warnings) run.log(`Moodle warns: ${warning}`);
  return { result, message: `Course ${result.courseid} is there as "${result.shortname}".` };
}
