import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { PanelEvent } from '../../../contract/panel/events.js';
import { LiveConnection, pauseBefore } from './live-connection.js';

/** The browser's part: what it says is played by the test. */
class PlayedSource extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly CLOSED = 2;
  static opened: PlayedSource[] = [];
  readyState = 0;
  closed = false;

  constructor(readonly url: string) {
    super();
    PlayedSource.opened.push(this);
  }
  close(): void {
    this.closed = true;
  }
  play(type: string, data?: unknown): void {
    this.dispatchEvent(
      data === undefined ? new Event(type) : new MessageEvent(type, { data: JSON.stringify(data) }),
    );
  }
  refuse(): void {
    this.readyState = PlayedSource.CLOSED;
    this.play('error');
  }
}

const replaced = { EventSource: PlayedSource, window: new EventTarget() };
const refused = jest.fn();
let events: PanelEvent[];
let connection: LiveConnection;
const newest = (): PlayedSource => PlayedSource.opened.at(-1) as PlayedSource;

beforeEach(() => {
  jest.useFakeTimers();
  Object.assign(globalThis, replaced);
  PlayedSource.opened = [];
  refused.mockClear();
  events = [];
  connection = new LiveConnection('/events', refused);
  connection.onEvent((event) => events.push(event));
  connection.start();
});
afterEach(() => {
  connection.stop();
  jest.useRealTimers();
  for (const name of Object.keys(replaced)) Reflect.deleteProperty(globalThis, name);
});

test('one stream is opened, and its events are handed on with their type', () => {
  connection.start();
  newest().play('open');
  newest().play('instance.deleted', { id: 4 });
  expect(PlayedSource.opened).toHaveLength(1);
  expect(connection.state()).toBe('live');
  expect(events).toEqual([{ type: 'instance.deleted', data: { id: 4 } }]);
});

test('a short break is left to the browser and not shown', () => {
  newest().play('open');
  newest().play('error');
  expect(connection.state()).toBe('live');
  newest().play('open');
  jest.advanceTimersByTime(10_000);
  expect(connection.state()).toBe('live');
  expect(events).toEqual([]);
});

test('a longer break is shown, however often the browser tries meanwhile', () => {
  newest().play('open');
  newest().play('error');
  jest.advanceTimersByTime(3_000);
  newest().play('error');
  jest.advanceTimersByTime(1_000);
  expect(connection.state()).toBe('reconnecting');
});

test('a refused stream is opened again after growing pauses; then everything is asked for again', () => {
  newest().play('open');
  newest().refuse();
  expect(connection.state()).toBe('reconnecting');
  expect(refused).toHaveBeenCalledTimes(1);
  jest.advanceTimersByTime(1_000);
  newest().refuse();
  jest.advanceTimersByTime(999);
  expect(PlayedSource.opened).toHaveLength(2);
  jest.advanceTimersByTime(1_001);
  expect(PlayedSource.opened).toHaveLength(3);
  newest().play('open');
  expect(connection.state()).toBe('live');
  expect(events).toEqual([{ type: 'reload', data: {} }]);
});

test('after stop nothing is opened any more', () => {
  newest().refuse();
  connection.stop();
  jest.advanceTimersByTime(60_000);
  expect(PlayedSource.opened).toHaveLength(1);
});

test('pauses grow to half a minute', () => {
  expect([0, 1, 4, 5, 50].map((attempt) => pauseBefore(attempt, 1))).toEqual([
    1_000, 2_000, 16_000, 30_000, 30_000,
  ]);
  expect(pauseBefore(0, 0)).toBe(500);
});
