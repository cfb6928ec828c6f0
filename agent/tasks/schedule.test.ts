import { describe, expect, test } from '@jest/globals';
import { startable, type Occupied } from './schedule.js';

const kindOf = (type: string): Occupied['kind'] => (type === 'core' ? 'site' : 'shared');
const waiting = (...tasks: [id: number, type: string, lockKey?: string][]) =>
  tasks.map(([id, type, lockKey = null]) => ({ id, type, lockKey }));
const ids = (tasks: { id: number }[]) => tasks.map(({ id }) => id);
const shared = (lockKey: string | null = null): Occupied => ({ kind: 'shared', lockKey });

describe('startable', () => {
  test('shared tasks fill the slots, oldest first', () => {
    const list = waiting([1, 'backup'], [2, 'backup'], [3, 'backup']);
    expect(ids(startable(list, [], 2, kindOf))).toEqual([1, 2]);
    expect(ids(startable(list, [shared()], 2, kindOf))).toEqual([1]);
    expect(ids(startable(list, [shared(), shared()], 2, kindOf))).toEqual([]);
  });

  test('a site task runs alone and is not overtaken while it waits', () => {
    expect(ids(startable(waiting([1, 'core'], [2, 'backup']), [], 2, kindOf))).toEqual([1]);
    expect(ids(startable(waiting([1, 'core'], [2, 'backup']), [shared()], 2, kindOf))).toEqual([]);
    expect(ids(startable(waiting([1, 'backup'], [2, 'core'], [3, 'backup']), [], 3, kindOf))).toEqual([1]);
    expect(ids(startable(waiting([1, 'backup']), [{ kind: 'site', lockKey: null }], 2, kindOf))).toEqual([]);
  });

  test('a held lock key keeps back its own tasks only', () => {
    const list = waiting([1, 'backup', 'course:1'], [2, 'restore', 'course:1'], [3, 'backup', 'course:2']);
    expect(ids(startable(list, [], 5, kindOf))).toEqual([1, 3]);
    expect(ids(startable(list, [shared('course:1')], 5, kindOf))).toEqual([3]);
  });
});
