import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { QueryClient } from '@tanstack/react-query';
import type { List } from '../../../contract/panel/common.js';
import type { Backup } from '../../../contract/panel/backups.js';
import type { Course } from '../../../contract/panel/courses.js';
import type { Instance } from '../../../contract/panel/instances.js';
import type { Task } from '../../../contract/panel/tasks.js';
import type { UpdateRequest } from '../../../contract/panel/updates.js';
import { keys } from '../api/query-keys.js';
import { applyEvent } from './apply-event.js';
import { StaleMarker } from './stale-marker.js';

let client: QueryClient;
let stale: StaleMarker;
let marked: string[];

beforeEach(() => {
  client = new QueryClient();
  stale = new StaleMarker(client);
  marked = [];
  jest.spyOn(stale, 'mark').mockImplementation((key) => void marked.push(key.join(' ')));
});
afterEach(() => client.clear());

const task = (id: number, changes: Partial<Task> = {}): Task =>
  ({
    id,
    task_id: id,
    instance_id: 1,
    status: 'running',
    progress: 0.1,
    finished_at: null,
    ...changes,
  }) as Task;
const listOf = <T>(...items: T[]): List<T> => ({ items, total: items.length, next: null });
const pageOne = [...keys.taskLists, null, { status: 'running' }];

test('progress is written in place, in every list and in the open task, and nothing is asked for again', () => {
  client.setQueryData(pageOne, listOf(task(2), task(1)));
  client.setQueryData([...keys.taskLists, null, {}], listOf(task(1)));
  applyEvent(client, stale, { type: 'task.updated', data: task(1, { progress: 0.7 }) });
  expect(client.getQueryData<List<Task>>(pageOne)?.items.map(({ progress }) => progress)).toEqual([0.1, 0.7]);
  expect(client.getQueryData<List<Task>>([...keys.taskLists, null, {}])?.items[0]?.progress).toBe(0.7);
  expect(client.getQueryData<Task>(keys.task(1))?.progress).toBe(0.7);
  expect(marked).toEqual([]);
});

test('an end asks once for the lists it may move between, and not again when it is told twice', () => {
  client.setQueryData(pageOne, listOf(task(1)));
  const ended = task(1, { status: 'succeeded', progress: 1, finished_at: '2026-11-21T12:00:00Z' });
  applyEvent(client, stale, { type: 'task.updated', data: ended });
  expect(marked).toEqual(['tasks list', 'overview', 'task-log 1']);
  applyEvent(client, stale, { type: 'task.updated', data: ended });
  expect(marked).toHaveLength(3);
});

test('a task that no list knows makes the lists be asked again once, not with each step', () => {
  client.setQueryData(pageOne, listOf(task(1)));
  for (const progress of [0.1, 0.2, 0.3]) {
    applyEvent(client, stale, { type: 'task.updated', data: task(9, { progress }) });
  }
  expect(marked.filter((key) => key === 'tasks list')).toHaveLength(1);
  expect(client.getQueryData<List<Task>>(pageOne)?.items).toHaveLength(1);
});

test('an update request moves in its list and, opened, keeps its items; an end asks for what it changes', () => {
  const request = (changes: Partial<UpdateRequest>) =>
    ({ id: 4, status: 'running', progress: 0.1, finished_at: null, ...changes }) as UpdateRequest;
  const key = [...keys.updateLists, null, {}];
  client.setQueryData(key, listOf(request({})));
  client.setQueryData(keys.updateRequest(4), { ...request({}), items: [{ id: 1 }] });
  const told = (changes: Partial<UpdateRequest>) =>
    applyEvent(client, stale, { type: 'update_request.updated', data: request(changes) });
  told({ progress: 0.5 });
  expect(client.getQueryData<List<UpdateRequest>>(key)?.items[0]?.progress).toBe(0.5);
  expect(client.getQueryData(keys.updateRequest(4))).toMatchObject({ progress: 0.5, items: [{ id: 1 }] });
  expect(marked).toEqual([]);
  const ended = { status: 'succeeded', finished_at: '2026-11-21T12:00:00Z' } as const;
  told(ended);
  // Asked for at once, and until then as it was: an end is never shown beside items that still wait.
  expect(client.getQueryData(keys.updateRequest(4))).toMatchObject({ status: 'running' });
  expect(client.getQueryState(keys.updateRequest(4))?.isInvalidated).toBe(true);
  expect(marked).toEqual(['update-requests list', 'plugins']);
  told(ended);
  expect(marked).toHaveLength(2);
});

test('a deleted site leaves every list', () => {
  const key = [...keys.instanceLists, null, {}];
  client.setQueryData(key, listOf({ id: 1 } as Instance, { id: 2 } as Instance));
  client.setQueryData(keys.instance(1), { id: 1 } as Instance);
  applyEvent(client, stale, { type: 'instance.deleted', data: { id: 1 } });
  expect(client.getQueryData(key)).toEqual({ items: [{ id: 2 }], total: 1, next: null });
  expect(client.getQueryData(keys.instance(1))).toBeUndefined();
});

test('a finished backup stands beside its course at once, and counts once however often it is told', () => {
  const key = [...keys.courses(1), {}];
  const never = { last_backup_at: null, last_backup_id: null, backup_count: 0 };
  client.setQueryData(key, listOf({ id: 5, ...never } as Course, { id: 6, ...never } as Course));
  const made = {
    id: 9,
    instance_id: 1,
    course_id: 5,
    status: 'succeeded',
    finished_at: '2026-11-21T12:00:00.000Z',
    deleted_at: null,
  } as Backup;
  client.setQueryData(keys.backup(9), { ...made, status: 'running', finished_at: null });
  for (const status of ['running', 'succeeded', 'running', 'succeeded'] as const) {
    const finished_at = status === 'running' ? null : made.finished_at;
    applyEvent(client, stale, { type: 'backup.updated', data: { ...made, status, finished_at } });
  }
  expect(client.getQueryData<List<Course>>(key)?.items).toEqual([
    { id: 5, last_backup_at: made.finished_at, last_backup_id: 9, backup_count: 1 },
    { id: 6, ...never },
  ]);
  expect(marked).toContain('courses 1');
});

test('a rollout that moved is asked for again wherever it is shown', () => {
  applyEvent(client, stale, { type: 'rollout.updated', data: { id: 4 } });
  expect(marked).toEqual(['rollouts list', 'rollouts one 4', 'rollouts sites 4']);
});

test('a reload makes everything be asked again', () => {
  client.setQueryData(pageOne, listOf(task(1)));
  applyEvent(client, stale, { type: 'reload', data: {} });
  expect(client.getQueryState(pageOne)?.isInvalidated).toBe(true);
});
