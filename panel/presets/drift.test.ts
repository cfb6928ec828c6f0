import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Notification } from '../../contract/panel/events.js';
import type { Matrix, PresetState } from '../../contract/panel/presets.js';
import { cleanUp } from '../jobs/clean-up.js';
import { PresetFleet } from '../testing/preset-fleet.js';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';
import { checkDue, duePresets, requestBySchedule } from './schedule.js';

let t: TestPanel;
let fleet: PresetFleet;
beforeAll(async () => {
  t = await startTestPanel();
  fleet = new PresetFleet(t);
});
afterAll(async () => {
  await fleet.stop();
  await t.stop();
});

const notices = async (id: number) =>
  ((await t.api('get', '/notifications')).body.items as Notification[]).filter((n) => n.instance_id === id);
const stateOf = async (id: number) =>
  (await t.api('get', `/instances/${id}/presets/state`)).body as PresetState;

describe('drift', () => {
  test('from the master is told once per new difference, shown at site and cluster, and gone when mended', async () => {
    const cluster = (await t.api('post', '/clusters', { name: 'Faculty' }).expect(201)).body as {
      id: number;
    };
    const master = await fleet.add('Master', 'agent', cluster.id);
    const member = await fleet.add('Member', 'agent', cluster.id);
    await t.api('patch', `/clusters/${cluster.id}`, { master_instance_id: 999_999 }).expect(400);
    const body = { master_instance_id: master.id, drift_every: 'day' };
    const set = await t.api('patch', `/clusters/${cluster.id}`, body).expect(200);
    expect(set.body).toMatchObject({ master_name: 'Master', drift_every: 'day', drifted_count: 0 });

    // The schedule asks both, once a day.
    const due = await duePresets(t.panel.context);
    expect(new Set(due)).toEqual(new Set([master.id, member.id]));
    expect(await duePresets(t.panel.context)).toEqual([]);
    await Promise.all(due.map((id) => requestBySchedule(t.panel.context, id)));
    member.site.settings.set({ 'none/fullname': 'Member', 'none/enableblogs': '0' });
    expect(await fleet.arrive(master)).toMatchObject({
      source: 'schedule',
      created_by: 'schedule',
    });
    await fleet.arrive(member);
    const told = await notices(member.id);
    expect(told).toEqual([expect.objectContaining({ level: 'warning', body: 'core/enableblogs.' })]);
    expect(told[0]?.link).toContain(`right=instance:${member.id}`);
    expect((await stateOf(member.id)).master).toMatchObject({ count: 1, reference_name: 'Master' });
    const page = await t.api('get', `/clusters/${cluster.id}/presets/compare`).expect(200);
    const matrix = page.body as Matrix;
    expect(matrix.sites).toEqual([expect.objectContaining({ instance_id: member.id, count: 1 })]);
    expect(matrix.items).toEqual([
      expect.objectContaining({
        name: 'enableblogs',
        master: '1',
        cells: [{ instance_id: member.id, class: 'differs', value: '0' }],
      }),
    ]);
    expect((await t.api('get', `/clusters/${cluster.id}`)).body).toMatchObject({ drifted_count: 1 });

    // The day after: the same difference is not told again, a new one is.
    t.advance(24 * 3_600_000);
    expect(await duePresets(t.panel.context)).toHaveLength(2);
    await fleet.take(member);
    expect(await notices(member.id)).toHaveLength(1);
    member.site.settings.set({ 'none/timezone': 'UTC' });
    await fleet.take(member);
    expect(await notices(member.id)).toHaveLength(2);

    // The master follows; its members are looked at again without being asked.
    master.site.settings.set({ 'none/timezone': 'UTC', 'none/enableblogs': '0' });
    await fleet.take(master);
    expect(await checkDue(t.panel.context)).toBe(2);
    expect((await stateOf(member.id)).master).toMatchObject({ count: 0, since: null });
    const listed = await t.api('get', `/presets?cluster_id=${cluster.id}&state=same`).expect(200);
    expect(listed.body.items).toHaveLength(2);
    // What was mended is told when it comes back.
    member.site.settings.set({ 'none/timezone': 'Europe/Paris' });
    await fleet.take(member);
    expect(await notices(member.id)).toHaveLength(3);
    await t.api('patch', `/instances/${member.id}`, { cluster_id: null }).expect(200);
    expect((await stateOf(member.id)).master).toBeNull();
  });

  test('from a site’s own baseline is told too', async () => {
    const one = await fleet.add('Alone');
    const first = await fleet.take(one);
    await t.api('post', `/presets/${first.id}/baseline`).expect(200);
    one.site.settings.set({ 'none/enableblogs': '0' });
    const second = await fleet.take(one);
    expect(await notices(one.id)).toHaveLength(1);
    expect(await stateOf(one.id)).toMatchObject({ baseline: { id: first.id }, from_baseline: { count: 1 } });
    await t.api('post', `/presets/${second.id}/baseline`).expect(200);
    expect(await stateOf(one.id)).toMatchObject({ baseline: { id: second.id }, from_baseline: { count: 0 } });
    await t.api('delete', `/presets/${second.id}/baseline`).expect(200);
    expect((await stateOf(one.id)).from_baseline).toBeNull();
  });
});

test('versions beyond the last twenty are forgotten after a year, baselines never', async () => {
  const one = await fleet.add('Old');
  const { content, digest, settingCount, secretCount } =
    await t.panel.context.prisma.preset.findFirstOrThrow();
  const { prisma } = t.panel.context;
  const at = (days: number) => new Date(t.now().getTime() - days * 86_400_000);
  const row = { instanceId: one.id, source: 'schedule', content, digest, settingCount, secretCount };
  for (let n = 0; n < 25; n++) {
    const takenAt = at(n < 3 ? 500 : 400 - n);
    await prisma.preset.create({
      data: { ...row, takenAt, seenAt: takenAt, baselineAt: n === 0 ? takenAt : null },
    });
  }
  await prisma.preset.create({ data: { ...row, takenAt: at(1), seenAt: at(1) } });
  await cleanUp(t.panel.context);
  expect(await prisma.preset.count({ where: { instanceId: one.id } })).toBe(21);
});
