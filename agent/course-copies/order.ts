/** Takes orders for copies: checked as far as can be, then queued under an id of 32 hexadecimal characters. */
import { createHash, randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { CopyOptions } from '../../contract/agent/course-copies.js';
import { isThere } from '../../runtime/is-there.js';
import type { AgentContext } from '../context.js';
import { BridgeError } from '../moodle/bridge.js';
import { currentRequest } from '../tasks/request-scope.js';
import { requireCategory, requireCourse, requireFreeName } from './checks.js';
import { archiveOf, keepArchive, whereMoodleReads } from './copy-files.js';
import { CopyRefused } from './copy-refused.js';
import { rememberCopy } from './course-copy.js';
import type { CourseDuplicatePayload, CourseRestorePayload } from './payloads.js';

/** Milliseconds that looking into an archive may take. */
const INSPECTION = 5 * 60_000;

export interface OrderedCopy {
  copyId: string;
  taskId: number;
}

interface CommonOrder {
  /** Moodle's id of the user for whom it is done. */
  userId: number;
  categoryId: number;
  options: CopyOptions;
}

export interface RestoreOrder extends CommonOrder {
  /** The backup's own where null; a short name that was asked for must be free. */
  fullname: string | null;
  shortname: string | null;
  /** Where the archive lies now. */
  source(): Promise<string>;
  /** Brings the archive to a path that does not exist yet; called once the order is found good. */
  take(target: string): Promise<void>;
}

/** @throws CopyRefused; then nothing was queued and the archive lies where it was */
export async function orderRestore(context: AgentContext, order: RestoreOrder): Promise<OrderedCopy> {
  const { site, config } = context;
  const { userId, categoryId, fullname, shortname, options } = order;
  await requireCategory(site, categoryId);
  if (shortname !== null) await requireFreeName(site, shortname);
  const copyId = newCopyId('restore');
  // A request that is told again after a crash has handed its file over already.
  if (!(await isThere(archiveOf(config, copyId)))) {
    await requireCourseArchive(context, await order.source());
    await keepArchive(config, copyId, (target) => order.take(target));
  }
  const payload: CourseRestorePayload = { copyId, userId, categoryId, fullname, shortname, options };
  const { id } = await context.tasks.enqueue('course_restore', payload);
  await rememberCopy(context, { id: copyId, kind: 'restore', taskId: id, userId });
  return { copyId, taskId: id };
}

export interface DuplicateOrder extends CommonOrder {
  courseId: number;
  fullname: string;
  shortname: string;
}

/** @throws CopyRefused; then nothing was queued */
export async function orderDuplicate(context: AgentContext, order: DuplicateOrder): Promise<OrderedCopy> {
  const { site } = context;
  const { userId, categoryId, courseId, fullname, shortname, options } = order;
  await requireCourse(site, courseId);
  await requireCategory(site, categoryId);
  await requireFreeName(site, shortname);
  const copyId = newCopyId('duplicate');
  const names = { fullname, shortname };
  const payload: CourseDuplicatePayload = { copyId, userId, courseId, categoryId, ...names, options };
  const { id } = await context.tasks.enqueue('course_duplicate', payload);
  await rememberCopy(context, { id: copyId, kind: 'duplicate', taskId: id, userId });
  return { copyId, taskId: id };
}

/** Of a request with an Idempotency-Key always the same. */
function newCopyId(kind: string): string {
  const request = currentRequest();
  if (request === undefined) return randomBytes(16).toString('hex');
  return createHash('sha256').update(`${kind} ${request}`).digest('hex').slice(0, 32);
}

/** @throws CopyRefused for anything but the backup of a course */
async function requireCourseArchive({ site, logger }: AgentContext, path: string): Promise<void> {
  if (await isEncryptedZip(path)) throw new CopyRefused('no-backup', ENCRYPTED);
  const run = {
    signal: AbortSignal.timeout(INSPECTION),
    progress: () => undefined,
    log: (line: string) => logger.info({ line }, 'looking into a backup'),
  };
  const name = `inspect-${randomBytes(4).toString('hex')}`;
  const facts = await whereMoodleReads(site.config, path, name, (staged) =>
    site.bridge.inspectArchive(staged, run),
  ).catch((error: unknown) => {
    if (error instanceof BridgeError && error.kind === 'bad-archive')
      throw new CopyRefused('no-backup', error.message);
    throw error;
  });
  if (facts.type !== 'course') throw new CopyRefused('no-backup', 'The file is no backup of a course.');
}

const ENCRYPTED =
  'The file is an encrypted zip, as backups of the panel are: open it with its password, and take the .mbz that is inside.';

/** By the first entry's header, of which PKWARE's APPNOTE says in 4.4.4 what bit 0 of the flags means. */
async function isEncryptedZip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const header = Buffer.alloc(8);
    const { bytesRead } = await file.read(header, 0, header.length, 0);
    return bytesRead === header.length && header.readUInt32LE(0) === 0x04034b50 && (header[6]! & 1) === 1;
  } finally {
    await file.close();
  }
}
