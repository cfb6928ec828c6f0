/**
 * Takes on the work of POST, PUT and DELETE `/backups`. The first missing field is complained of in the reference's words
 * and order; what is there and wrong, by its name.
 */
import {
  backupCreateRequest,
  backupDeleteRequest,
  backupRestoreRequest,
  type BackupCreateReply,
  type BackupDeleteReply,
  type BackupRestoreReply,
} from '../../contract/agent/backups.js';
import { numericId } from '../../contract/agent/common.js';
import { needsBackup } from '../backup/backup-records.js';
import type { BackupPayload, DeletePayload, RestorePayload } from '../backup/payloads.js';
import { BadBackupLink, parseBackupLink } from '../backup/storage/backup-link.js';
import { openStorage, UnknownStorage } from '../backup/storage/open-storage.js';
import type { AgentContext } from '../context.js';
import { courseExists } from '../moodle/course/course-context.js';
import { ApiError } from './errors.js';

type Data = Readonly<Record<string, unknown>>;

/** The id in a field, or the reference's complaint. */
function requireId(value: unknown, complaint: string): number {
  const id = numericId.safeParse(value);
  if (!id.success) throw new ApiError(400, complaint);
  return id.data;
}

function requireList(value: unknown, complaint: string): void {
  if (!Array.isArray(value) || value.length === 0) throw new ApiError(400, complaint);
}

/** POST: one task for each course that is there and, in auto mode, has changed. */
export async function createBackups(context: AgentContext, data: Data): Promise<BackupCreateReply> {
  requireId(data.instance_id, 'Bad Request - Please provide a valid instance ID.');
  requireList(data.courses, 'Bad Request - Please provide Moodle course ids.');
  const request = backupCreateRequest.parse(data);
  const storage = openStorage(context, request.storage);
  const reply: BackupCreateReply = { backups: [], errors: [] };
  const orders: BackupPayload[] = [];
  for (const courseId of new Set(request.courses)) {
    if (!(await courseExists(context.site.database, courseId))) {
      reply.errors.push({ id: courseId, status: 404, message: 'Course not exist.' });
    } else if (
      request.mode === 'auto' &&
      !(await needsBackup(
        { site: context.site, records: context.store.settings, storage, storageKey: request.storage },
        courseId,
      ))
    ) {
      reply.errors.push({ id: courseId, status: 204, message: 'Course not need backup.' });
    } else {
      const { instance_id: instanceId, mode, credentials } = request;
      orders.push({ instanceId, courseId, mode, storage: request.storage, credentials });
    }
  }
  const tasks = orders.length > 0 ? await context.tasks.enqueueMany('backup_course', orders) : [];
  reply.backups = orders.map((order, n) => ({
    id: order.courseId,
    status: 200,
    moodle_job_id: tasks[n]!.id,
    message: 'Backup will be created.',
  }));
  return reply;
}

/** PUT: a task that replaces a course by a backup. The file itself is looked at by the task. */
export async function restoreBackup(context: AgentContext, data: Data): Promise<BackupRestoreReply> {
  const courseId = requireId(data.moodle_course_id, 'Bad Request - Please provide valid Moodle course id.');
  if (!(await courseExists(context.site.database, courseId)))
    throw new ApiError(400, 'Course not exist in Moodle.');
  if (typeof data.link !== 'string' || data.link === '') throw new BadBackupLink();
  const instanceId = requireId(data.instance_id, 'Bad Request - Please provide valid instance id.');
  const link = parseBackupLink(data.link);
  const request = backupRestoreRequest.parse(data);
  openStorage(context, request.storage);
  const order: RestorePayload = {
    instanceId,
    courseId,
    storage: request.storage,
    credentials: request.credentials,
    link,
    password: request.password,
    userId: request.user_id ?? null,
    backupResultId: request.backup_result_id ?? null,
  };
  const { id } = await context.tasks.enqueue('backup_course_restore', order);
  return { status: true, message: 'Course backup will be restored.', moodle_job_id: id };
}

/** DELETE: a task for each backup; one that is being deleted already is not deleted twice. */
export async function deleteBackups(context: AgentContext, data: Data): Promise<BackupDeleteReply> {
  requireId(data.instance_id, 'Bad Request - Please provide valid instance ID.');
  requireList(data.storages, 'Bad Request - Please provide storages.');
  requireList(data.backups, 'Bad Request - Please provide backups to delete.');
  const request = backupDeleteRequest.parse(data);
  const storages = new Map(request.storages.map((storage) => [storage.storage_id, storage]));
  // A link that could lead outside refuses the whole request, before any of it is begun.
  const wanted = request.backups.map((backup) => {
    const storage = storages.get(backup.storage_id);
    return { ...backup, storage, link: storage ? parseBackupLink(backup.link) : backup.link };
  });
  const open = await context.tasks.open<DeletePayload>('backup_course_delete');
  const underway = new Map(open.map((task) => [`${task.payload.storage}:${task.payload.link}`, task.id]));

  const reply: BackupDeleteReply = { backups: [] };
  for (const { backup_result_id, storage, link } of wanted) {
    const refuse = (message: string, moodle_job_id: number | null = null) =>
      reply.backups.push({ backup_result_id, status: false, message, moodle_job_id });
    const unknown = storage ? unknownStorage(context, storage.storage_key) : null;
    if (!storage) {
      refuse('No storage data found.');
    } else if (unknown) {
      refuse(unknown);
    } else if (underway.has(`${storage.storage_key}:${link}`)) {
      refuse('Request already in process.', underway.get(`${storage.storage_key}:${link}`));
    } else {
      const order: DeletePayload = {
        instanceId: request.instance_id,
        storage: storage.storage_key,
        credentials: storage.credentials,
        link,
        userId: request.user_id ?? null,
        backupResultId: backup_result_id,
      };
      const { id } = await context.tasks.enqueue('backup_course_delete', order);
      underway.set(`${storage.storage_key}:${link}`, id);
      reply.backups.push({
        backup_result_id,
        status: true,
        message: 'Backup will be deleted.',
        moodle_job_id: id,
      });
    }
  }
  return reply;
}

/** Why this storage cannot be used, or null. */
function unknownStorage(context: AgentContext, key: string): string | null {
  try {
    openStorage(context, key);
    return null;
  } catch (error) {
    if (error instanceof UnknownStorage) return error.message;
    throw error;
  }
}
