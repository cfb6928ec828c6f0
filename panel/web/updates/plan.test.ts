import { expect, test } from '@jest/globals';
import { ordersOf, summarise, type Plan, type PlanLine } from './plan.js';

const line = (component: string, from: string | null = '1', to = '2'): PlanLine => ({
  component,
  name: component,
  from,
  to,
  release: null,
});
const site = (id: number, lines: PlanLine[], agentKind: 'agent' | 'plugin' = 'agent') => ({
  id,
  name: `s${id}`,
  agentKind,
  canDryRun: agentKind === 'agent',
  lines,
});

test('sites that get the same are ordered together, each only what was chosen for it', () => {
  const plan: Plan = {
    kind: 'plugins',
    sites: [
      site(1, [line('mod_b'), line('mod_a')]),
      site(2, [line('mod_a')]),
      site(3, [line('mod_a'), line('mod_b')]),
      site(4, []),
    ],
  };
  expect(ordersOf(plan)).toEqual([
    { instanceIds: [1, 3], what: { kind: 'plugins', components: ['mod_a', 'mod_b'] } },
    { instanceIds: [2], what: { kind: 'plugins', components: ['mod_a'] } },
  ]);
});

test('of Moodle itself each site gets the version that was chosen for it', () => {
  const plan: Plan = {
    kind: 'core',
    sites: [site(1, [line('core', '1', '2')]), site(2, [line('core', '1', '3')])],
  };
  expect(ordersOf(plan).map(({ what }) => what)).toEqual([
    { kind: 'core', version: '2' },
    { kind: 'core', version: '3' },
  ]);
});

test('a summary counts plugins once and sites each, and names those without a way back', () => {
  const summary = summarise({
    kind: 'plugins',
    sites: [site(1, [line('mod_a'), line('mod_b', null)]), site(2, [line('mod_a', '0')], 'plugin')],
  });
  expect(summary).toMatchObject({ sites: 2, plugins: 2 });
  expect(summary.changes).toEqual([
    { component: 'mod_a', name: 'mod_a', sites: 2, from: ['1', '0'], to: ['2'] },
    { component: 'mod_b', name: 'mod_b', sites: 1, from: ['none'], to: ['2'] },
  ]);
  expect(summary.plain.map(({ id }) => id)).toEqual([2]);
});
