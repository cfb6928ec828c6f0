import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Comparison } from '../../contract/panel/presets.js';
import { PresetFleet, type FleetSite } from '../testing/preset-fleet.js';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';

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

const compare = async (query: string) =>
  (await t.api('get', `/presets/compare?${query}`).expect(200)).body as Comparison;
describe('a comparison', () => {
  let a: FleetSite;
  let b: FleetSite;
  beforeAll(async () => {
    a = await fleet.add('Left');
    b = await fleet.add('Right');
    a.site.settings.set({ 'none/only': 'x', 'none/heading': '', 'mod_forum/maxbytes': '1' });
    b.site.settings.set({
      'none/fullname': 'Other',
      'theme_boost/scss': 'y'.repeat(30_000),
      'none/lines': 'a\r\nb',
    });
    a.site.settings.set({ 'none/lines': 'a\nb' });
    b.site.settings.plugins.set('mod/chat', '1');
    await fleet.take(a);
    await fleet.take(b);
  });
  const sides = () => `left=instance:${a.id}&right=instance:${b.id}`;

  test('says what differs and at which side it is, core first, long values cut', async () => {
    const found = await compare(sides());
    expect(found.items.map(({ kind, plugin, name, class: c }) => [kind, plugin, name, c])).toEqual([
      ['setting', 'none', 'only', 'only_left'],
      ['setting', 'mod_forum', 'maxbytes', 'differs'],
      ['setting', 'theme_boost', 'scss', 'only_right'],
      ['plugin', 'mod', 'chat', 'differs'],
    ]);
    expect(found.items[1]).toMatchObject({
      left: '1',
      right: '512000',
      category: 'Activities',
      hidden: null,
    });
    expect(found.items[2]?.right?.length).toBeLessThan(10_100);
    expect(found.counts).toEqual({ differs: 2, only_left: 1, only_right: 1, hidden: 2 });
  });

  test('hides what always differs and what is empty at one side, unless it is asked for', async () => {
    const all = await compare(`${sides()}&hidden=true`);
    const why = Object.fromEntries(all.items.map(({ name, hidden }) => [name, hidden]));
    expect(why).toMatchObject({ fullname: 'identity', heading: 'empty', maxbytes: null });
    await t.api('patch', '/presets/hidden', { patterns: ['MOD_forum/*'] }).expect(200);
    expect((await compare(sides())).items.map(({ name }) => name)).toContain('fullname');
    expect((await compare(sides())).items.map(({ name }) => name)).not.toContain('maxbytes');
    const back = await t.api('patch', '/presets/hidden', { patterns: null }).expect(200);
    expect(back.body.patterns).toEqual(back.body.defaults);
    await t.api('patch', '/presets/hidden', { patterns: ['no-slash'] }).expect(400);
  });

  test('is searched, narrowed and read page by page', async () => {
    expect((await compare(`${sides()}&search=512000`)).items).toHaveLength(1);
    expect((await compare(`${sides()}&class=only_left`)).items).toHaveLength(1);
    expect((await compare(`${sides()}&plugin=theme_boost`)).items).toHaveLength(1);
    const first = await compare(`${sides()}&limit=3`);
    const second = await compare(`${sides()}&limit=3&cursor=${first.next}`);
    expect([first.total, first.items.length, second.items.length, second.next]).toEqual([4, 3, 1, null]);
  });

  test('of what is not there says so', async () => {
    const c = await fleet.add('Empty');
    await t.api('get', `/presets/compare?left=instance:${a.id}&right=instance:${c.id}`).expect(409);
    await t.api('get', `/presets/compare?left=instance:${a.id}&right=preset:99999`).expect(404);
    await t.api('get', `/presets/compare?left=site:1&right=instance:1`).expect(400);
    await t.api('get', '/clusters/99999/presets/compare').expect(404);
  });
});
