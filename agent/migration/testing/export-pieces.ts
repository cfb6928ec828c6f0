/** Small true rows and facts of an export, and export files put together by hand. */
import { createHash } from 'node:crypto';
import { entityKinds, type EntityKind } from '../../../contract/agent/migration.js';
import { rawZip, type RawEntry } from '../../../inspection/testing/raw-zip.js';
import type { EntityRow } from '../format/entities.js';
import { MANIFEST, type Manifest } from '../format/manifest.js';

export const exportFacts: Omit<Manifest, 'format' | 'version' | 'counts' | 'files'> = {
  exporter: 'tool_wp\\tool_wp\\exporter\\site',
  settings: { users: 1 },
  outline: false,
  created_at: '2026-03-01T10:00:00.000Z',
  source: {
    url: 'https://source.example',
    site: 'a'.repeat(64),
    name: 'Source',
    moodle_release: '4.5.6 (Build: 20250811)',
    moodle_version: '2024100706',
    agent_version: '1.0.0',
  },
};

export function categoryRow(
  id: number,
  given: Partial<EntityRow<'coursecategories'>> = {},
): EntityRow<'coursecategories'> {
  return {
    id,
    parent: null,
    name: `Category ${id}`,
    idnumber: '',
    description: '',
    descriptionformat: 1,
    visible: true,
    context_only: false,
    ...given,
  };
}

export function userRow(id: number, given: Partial<EntityRow<'users'>> = {}): EntityRow<'users'> {
  return {
    id,
    username: `user${id}`,
    email: `user${id}@example.com`,
    idnumber: '',
    auth: 'manual',
    firstname: 'Žofie',
    lastname: `Nováková ${id}`,
    suspended: false,
    confirmed: true,
    password: null,
    fields: { city: 'Brno' },
    profile: {},
    ...given,
  };
}

const digest = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');

/**
 * An export file of these rows and files, whose manifest says the truth; `change` may make it lie before it is packed.
 */
export function handMadeExport(
  rows: Partial<Record<EntityKind, unknown[]>>,
  files: Record<string, Buffer> = {},
  change: (manifest: Manifest, entries: RawEntry[]) => void = () => undefined,
): Buffer {
  const entries: RawEntry[] = [];
  const manifest: Manifest = {
    format: 'moopanel-export',
    version: 1,
    ...exportFacts,
    counts: {},
    files: [],
  };
  for (const kind of entityKinds) {
    const list = rows[kind];
    if (list === undefined) continue;
    const text = list.map((row) => `${JSON.stringify(row)}\n`).join('');
    const path = `${kind}.jsonl`;
    entries.push({ name: path, contents: text });
    manifest.counts[kind] = list.length;
    manifest.files.push({
      path,
      size: Buffer.byteLength(text),
      sha256: digest(text),
      kind,
      rows: list.length,
    });
  }
  for (const [path, contents] of Object.entries(files)) {
    entries.push({ name: path, contents, method: 0 });
    manifest.files.push({ path, size: contents.length, sha256: digest(contents) });
  }
  change(manifest, entries);
  return rawZip([...entries, { name: MANIFEST, contents: JSON.stringify(manifest) }]);
}
