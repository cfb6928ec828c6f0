/** `moopanel-agent backup …`: course backups from the Moodle host, through the running agent. */
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import type { AxiosInstance } from 'axios';
import { Command } from 'commander';
import type { z } from 'zod';
import { backupCreateReply, backupListReply, type backupFile } from '../../contract/agent/backups.js';
import { taskCheckReply } from '../../contract/agent/tasks.js';
import { settingNames } from '../store/settings.js';
import { localApi, withStore } from './local-agent.js';
import { CommandError, note, say, sayJson, table, time } from './output.js';
import { positiveInteger } from './task.js';

type BackupFile = z.infer<typeof backupFile>;

async function stored(api: AxiosInstance): Promise<BackupFile[]> {
  const { data } = await api.get<unknown>('/backups/list');
  return backupListReply.parse(data).backups;
}

async function list(options: { json?: boolean }): Promise<void> {
  const backups = await stored(localApi());
  if (options.json) return sayJson(backups);
  const rows = backups.map((backup) => [
    backup.link,
    String(backup.course_id ?? '-'),
    String(backup.size),
    time(new Date(backup.created_at * 1000)),
    backup.sha256 ?? '-',
  ]);
  say(table(['link', 'course', 'bytes', 'made (UTC)', 'sha256'], rows));
}

async function instanceId(given: number | undefined): Promise<number> {
  const known = given ?? Number(await withStore((store) => store.settings.get(settingNames.instanceId)));
  if (known > 0) return known;
  throw new CommandError('This agent has no panel yet: give the number of the site there with --instance.');
}

/** Follows a task to its end. */
async function follow(api: AxiosInstance, id: number): Promise<boolean> {
  let shown = '';
  for (;;) {
    const { data } = await api.get<unknown>('/tasks/check', { params: { id, type: 'backup_course' } });
    const task = taskCheckReply.parse(data);
    const line = `task ${id}: ${Math.round((task.progress ?? 0) * 100)} % ${task.error || task.message || ''}`;
    if (line !== shown) note(line);
    shown = line;
    if (task.status !== 2) return task.status === 1;
    await setTimeout(500);
  }
}

async function create(
  courses: string[],
  options: { instance?: number; auto?: boolean; wait: boolean },
): Promise<void> {
  const api = localApi();
  const { data } = await api.post<unknown>('/backups', {
    data: {
      instance_id: await instanceId(options.instance),
      storage: 'local',
      mode: options.auto ? 'auto' : 'manual',
      courses: courses.map(positiveInteger),
    },
  });
  const { backups, errors } = backupCreateReply.parse(data);
  for (const { id, message } of errors) note(`course ${id}: ${message}`);
  for (const { id, message, moodle_job_id: task } of backups) say(`course ${id}: ${message} (task ${task})`);
  if (errors.some(({ status }) => status !== 204)) process.exitCode = 1;
  if (!options.wait) return;
  for (const { moodle_job_id: task } of backups) if (task && !(await follow(api, task))) process.exitCode = 1;
}

async function verify(links: string[]): Promise<void> {
  const api = localApi();
  const known = await stored(api);
  for (const link of links.length > 0 ? links : known.map((backup) => backup.link)) {
    const backup = known.find((candidate) => candidate.link === link);
    if (backup === undefined) throw new CommandError(`There is no backup ${link}: see "backup list".`);
    const { data } = await api.get<NodeJS.ReadableStream>('/backups/file', {
      params: { link },
      responseType: 'stream',
      timeout: 0,
    });
    const hash = createHash('sha256');
    await pipeline(data, hash);
    const found = hash.digest('hex');
    if (backup.sha256 === null) say(`unknown  ${link}  ${found}: no checksum was kept of it`);
    else if (backup.sha256 === found) say(`good     ${link}`);
    else {
      say(`DAMAGED  ${link}  its sha256 is ${found}, not ${backup.sha256}`);
      process.exitCode = 1;
    }
  }
}

export function backupCommand(): Command {
  const command = new Command('backup').description('course backups of this site');
  command.command('list').description('what lies in the storage').option('--json', 'as JSON').action(list);
  command
    .command('create')
    .description('back up courses and wait for the end')
    .argument('<course...>', 'ids of the courses')
    .option('--instance <id>', 'what the panel calls this site', positiveInteger)
    .option('--auto', 'only courses in which something changed since their last backup')
    .option('--no-wait', 'return at once')
    .action(create);
  command
    .command('verify')
    .description('read backups whole and compare their checksums; all of them when none is named')
    .argument('[link...]', 'links as in "backup list"')
    .action(verify);
  return command;
}
