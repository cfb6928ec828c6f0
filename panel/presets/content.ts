/**
 * How a version is kept: everything but secrets as one packed text in a fixed order, so that equal settings are equal
 * bytes and two versions are compared by reading two rows; secrets apart, sealed.
 */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import type { PanelContext } from '../context.js';
import type { PresetEntry } from '../tasks/outcome.js';
import type { SettingKind } from '../../contract/panel/presets.js';

/** Binds the sealed secrets to their column. */
export const SECRETS_PURPOSE = 'preset secrets';

/** Binds the request of an application whose answer is not known. */
export const REQUEST_PURPOSE = 'preset application';

/** kind, plugin, name, value, flags such as `locked=1` */
const entryForm = z.tuple([z.enum(['s', 'p']), z.string(), z.string(), z.string(), z.string()]);
export type Entry = PresetEntry;
const contentForm = z.array(entryForm);

export const kindOf = (entry: Entry): SettingKind => (entry[0] === 's' ? 'setting' : 'plugin');
/** What a setting is found by in a version. */
export const keyOf = (kind: SettingKind, plugin: string, name: string): string =>
  `${kind === 'setting' ? 's' : 'p'}\n${plugin}\n${name}`;
export const entryKey = ([kind, plugin, name]: Entry): string => `${kind}\n${plugin}\n${name}`;

/** @param entries without secrets, in any order */
export function packContent(entries: Entry[]): { content: Uint8Array<ArrayBuffer>; digest: string } {
  const ordered = [...entries].sort((a, b) => (entryKey(a) < entryKey(b) ? -1 : 1));
  const text = JSON.stringify(ordered);
  return {
    content: new Uint8Array(gzipSync(text)),
    digest: createHash('sha256').update(text).digest('hex'),
  };
}

/** What a version says, by `keyOf`. `secrets` are those of which the site sent a value. */
export interface Settings {
  open: Map<string, Entry>;
  secrets: Map<string, Entry>;
}

export function unpack(
  panel: PanelContext,
  row: { content: Uint8Array; sealedSecrets: string | null },
): Settings {
  // Written by `packContent` and nobody else; checking thousands of tuples would cost more than comparing them.
  const entries = JSON.parse(gunzipSync(row.content).toString('utf8')) as Entry[];
  return {
    open: new Map(entries.map((entry) => [entryKey(entry), entry])),
    secrets: new Map(openSecrets(panel, row.sealedSecrets).map((entry) => [entryKey(entry), entry])),
  };
}

export function openSecrets({ vault }: PanelContext, sealed: string | null): Entry[] {
  return sealed === null ? [] : contentForm.parse(JSON.parse(vault.open(sealed, SECRETS_PURPOSE)));
}

export const sealSecrets = ({ vault }: PanelContext, entries: Entry[]): string | null =>
  entries.length === 0 ? null : vault.seal(JSON.stringify(entries), SECRETS_PURPOSE);
