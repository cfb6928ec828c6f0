/** Holds two versions against each other. Secrets are compared here and never leave: a row only says that they differ. */
import type { DifferenceClass, HiddenReason, SettingKind } from '../../contract/panel/presets.js';
import { kindOf, type Entry, type Settings } from './content.js';

export interface Row {
  kind: SettingKind;
  plugin: string;
  name: string;
  class: DifferenceClass;
  secret: boolean;
  hidden: HiddenReason | null;
  /** Null where that side does not have it. */
  left: Entry | null;
  right: Entry | null;
}

/** Whether a setting is one of those that always differ. */
export type Hides = (plugin: string, name: string) => boolean;

/** @returns every setting that is not the same on both sides: core first, then by plugin and name */
export function compareSettings(left: Settings, right: Settings, hides: Hides): Row[] {
  const rows: Row[] = [];
  for (const key of new Set([...left.open.keys(), ...right.open.keys(), ...left.secrets.keys()])) {
    const row = compareOne(key, left, right, hides);
    if (row) rows.push(row);
  }
  return rows.sort(byPlace);
}

function compareOne(key: string, left: Settings, right: Settings, hides: Hides): Row | null {
  const [ls, rs] = [left.secrets.get(key), right.secrets.get(key)];
  const [l, r] = [ls ?? left.open.get(key) ?? null, rs ?? right.open.get(key) ?? null];
  const secret = ls !== undefined || rs !== undefined;
  // A secret that one site was not asked for is no difference.
  if (secret && (l === null || r === null)) return null;
  const some = l ?? r;
  if (!some || (l && r && sameEntry(l, r))) return null;
  const [, plugin, name] = some;
  const kind = kindOf(some);
  const empty = (l === null || r === null) && some[3] === '';
  return {
    kind,
    plugin,
    name,
    class: r === null ? 'only_left' : l === null ? 'only_right' : 'differs',
    secret,
    hidden: secret
      ? 'secret'
      : kind === 'setting' && hides(plugin, name)
        ? 'identity'
        : empty
          ? 'empty'
          : null,
    left: l,
    right: r,
  };
}

/** Browsers send line ends as they like; Moodle keeps them. */
const lines = (text: string) => text.replaceAll('\r\n', '\n');

function sameEntry(a: Entry, b: Entry): boolean {
  return (a[3] === b[3] || lines(a[3]) === lines(b[3])) && sameFlags(a[4], b[4]);
}

/** Moodle writes a flag that is off as 0, as nothing, or not at all. */
function sameFlags(a: string, b: string): boolean {
  if (a === b) return true;
  const on = (flags: string) =>
    flags
      .split(', ')
      .filter((flag) => flag !== '' && !/=0?$/.test(flag))
      .join(', ');
  return on(a) === on(b);
}

function byPlace(a: Row, b: Row): number {
  if (a.kind !== b.kind) return a.kind === 'setting' ? -1 : 1;
  if (a.plugin !== b.plugin) {
    if (a.plugin === 'none') return -1;
    if (b.plugin === 'none') return 1;
    return a.plugin < b.plugin ? -1 : 1;
  }
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** Rows that count as differences: neither secret nor hidden. */
export const relevant = (rows: Row[]): Row[] => rows.filter((row) => row.hidden === null);
