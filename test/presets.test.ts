/**
 * A site's settings over the whole way, both programs real: read, changed at the site, read again, compared, put back by
 * applying the older version, and that undone.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AGENT_BASE_PATH } from '../contract/agent/common.js';
import type { List } from '../contract/panel/common.js';
import type { Instance } from '../contract/panel/instances.js';
import type { Comparison, Preset, PresetApplication, PresetApplied } from '../contract/panel/presets.js';
import type { Task } from '../contract/panel/tasks.js';
import { AGENT_KEY, startBothPrograms, type BothPrograms } from './support/both-programs.js';

let programs: BothPrograms;
beforeAll(async () => {
  programs = await startBothPrograms();
}, 60_000);
afterAll(() => programs.dispose());

/** The last task that brought a preset. */
let last = 0;

/** Waits for the next preset, whoever asked for it. */
async function arrived(): Promise<void> {
  const event = await programs.events.until(
    (each) =>
      each.type === 'task.updated' &&
      each.data.type === 'admin_presets_create' &&
      each.data.id > last &&
      each.data.finished_at !== null,
  );
  const task = event.data as Task;
  expect(task.status).toBe('succeeded');
  last = task.id;
}

/** What an administrator does in Moodle's own pages. */
async function changeAtSite(settings: Record<string, string>): Promise<void> {
  const tags = Object.entries(settings).map(([name, value]) => `<${name}>${value}</${name}>`);
  const xml = `<PRESET><ADMIN_SETTINGS><NONE><SETTINGS>${tags.join('')}</SETTINGS></NONE></ADMIN_SETTINGS></PRESET>`;
  const reply = await fetch(`${programs.agent.url}${AGENT_BASE_PATH}/admin_presets`, {
    method: 'POST',
    headers: { 'x-api-key': AGENT_KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ data: { action: 'apply', xml } }),
  });
  expect(reply.status).toBe(200);
}

test('settings are read, compared, applied and put back', async () => {
  const { api } = programs;
  const body = { url: programs.agent.url, api_key: AGENT_KEY, name: 'Sample' };
  const { id } = await api.ok<Instance>('POST', '/instances', body);
  const request = async (sensitive = false) => {
    await api.ok<Task>('POST', `/instances/${id}/presets`, { sensitive });
    await arrived();
  };
  const versions = async () => (await api.ok<List<Preset>>('GET', `/instances/${id}/presets`)).items;
  const differences = async (left: number, right: number) => {
    const path = `/presets/compare?left=preset:${left}&right=preset:${right}`;
    return (await api.ok<Comparison>('GET', path)).items.map((row) => [row.name, row.left, row.right]);
  };

  await request(true);
  const first = (await versions())[0];
  expect(first).toMatchObject({ moodle_release: '4.5.6 (Build: 20250811)' });
  expect(first?.secret_count).toBeGreaterThan(0);
  await changeAtSite({ USECOMMENTS: '0', MAXBYTES: '123456' });
  await request();
  const second = (await versions())[0];
  expect(second?.change_count).toBe(2);
  const changed = await differences(first?.id ?? 0, second?.id ?? 0);
  expect(changed.map(([name, , right]) => [name, right])).toEqual([
    ['maxbytes', '123456'],
    ['usecomments', '0'],
  ]);

  const order = { preset_id: first?.id, settings: [{ plugin: 'none', name: 'usecomments' }] };
  const path = `/instances/${id}/presets/apply`;
  const dry = await api.ok<PresetApplied>('POST', path, { ...order, dry_run: true });
  expect(dry.changed).toEqual([{ plugin: 'none', name: 'usecomments', from: '0', to: '1', secret: false }]);
  const applied = await api.ok<PresetApplied>('POST', path, order);
  expect(applied.application).toMatchObject({ state: 'done', changed: dry.changed });
  await arrived();
  const third = (await versions())[0];
  expect(await differences(second?.id ?? 0, third?.id ?? 0)).toEqual([['usecomments', '0', '1']]);

  const undo = `/preset-applications/${applied.application?.id}/undo`;
  expect(await api.ok<PresetApplication>('POST', undo)).toMatchObject({ state: 'undone' });
  await arrived();
  expect(await differences(second?.id ?? 0, (await versions())[0]?.id ?? 0)).toEqual([]);
}, 60_000);
