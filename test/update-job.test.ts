/**
 * Changing a site's code, as an operator's program does it over HTTP: a dry run, an update that was offered, zips of the
 * library, one that fails, Moodle itself. Panel, agent and sample site are the real ones.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PluginsReply } from '../contract/agent/plugins.js';
import type { List } from '../contract/panel/common.js';
import type { Instance } from '../contract/panel/instances.js';
import type { LibraryItem } from '../contract/panel/library.js';
import type { SitePlugin } from '../contract/panel/plugins.js';
import type { UpdateRequestDetail, UpdateRequestsCreated, UpdateWhat } from '../contract/panel/updates.js';
import { makePluginZip, type PluginZipOptions } from '../inspection/testing/make-plugin-zip.js';
import { AGENT_KEY, PANEL_TOKEN, startBothPrograms, type BothPrograms } from './support/both-programs.js';

const THROWS =
  "<?php\nfunction xmldb_local_thing_upgrade($old) {\n throw new Exception('No such table.');\n}\n";

let programs: BothPrograms;
let site: Instance;

beforeAll(async () => {
  programs = await startBothPrograms();
  const { url } = programs.agent;
  const { id } = await programs.api.ok<Instance>('POST', '/instances', {
    url,
    api_key: AGENT_KEY,
    name: 'A',
  });
  site = await programs.api.ok<Instance>('POST', `/instances/${id}/sync`);
}, 60_000);
afterAll(() => programs.dispose());

/** What the site itself says that it has. */
async function versionAtSite(component: string): Promise<string | null> {
  const headers = { 'x-api-key': AGENT_KEY };
  const reply = (await (await fetch(`${programs.agent.url}/plugins`, { headers })).json()) as PluginsReply;
  return reply.plugins.find((plugin) => plugin.component === component)?.version ?? null;
}

async function knownToPanel(component: string): Promise<SitePlugin | undefined> {
  const path = `/instances/${site.id}/plugins?search=${component}`;
  const { items } = await programs.api.ok<List<SitePlugin>>('GET', path);
  return items.find((plugin) => plugin.component === component);
}

/** Orders it and waits for its end as the page does; after a real change also for the sync that follows. */
async function ordered(what: UpdateWhat, dryRun = false): Promise<UpdateRequestDetail> {
  const begun = programs.events.events.length;
  const body = { scope: { instance_ids: [site.id] }, what, dry_run: dryRun };
  const reply = await programs.api.ok<UpdateRequestsCreated>('POST', '/update-requests', body);
  expect(reply.refused).toEqual([]);
  return ended(reply.ordered[0]!.request_id, begun, dryRun);
}

async function ended(id: number, begun: number, dryRun = false): Promise<UpdateRequestDetail> {
  await programs.events.until(
    (event) =>
      event.type === 'update_request.updated' && event.data.id === id && event.data.finished_at !== null,
  );
  const detail = await programs.api.ok<UpdateRequestDetail>('GET', `/update-requests/${id}`);
  if (!dryRun) await syncedSince(begun);
  return detail;
}

async function syncedSince(begun: number): Promise<void> {
  const before = new Set(programs.events.events.slice(0, begun));
  await programs.events.until((event) => event.type === 'plugins.synced' && !before.has(event));
}

async function upload(name: string, options: PluginZipOptions): Promise<number> {
  const file = await makePluginZip(join(programs.folder, name), options);
  const response = await fetch(`${programs.panel.url}/api/v1/library?file_name=${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${PANEL_TOKEN}`, 'content-type': 'application/zip' },
    body: await readFile(file),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as LibraryItem).id;
}
const zips = (...ids: number[]): UpdateWhat => ({
  kind: 'zips',
  items: ids.map((library_item_id) => ({ library_item_id })),
});

describe('changing a site’s code', () => {
  test('a dry run says what would happen and changes nothing', async () => {
    const offer = (await knownToPanel('mod_attendance'))?.offer;
    const before = await versionAtSite('mod_attendance');
    const request = await ordered({ kind: 'plugins', components: ['mod_attendance'] }, true);
    expect(request).toMatchObject({ status: 'succeeded', report: { dry_run: true, maintenance_seconds: 0 } });
    expect(request.items).toEqual([
      expect.objectContaining({ status: 'succeeded', from_version: before, to_version: offer?.version }),
    ]);
    expect(await versionAtSite('mod_attendance')).toBe(before);
  });

  test('an offered update ends by callback, and the inventory is the new one', async () => {
    const request = await ordered({ kind: 'plugins', components: ['mod_attendance'] });
    expect(request).toMatchObject({ status: 'succeeded', outcome: 'done', result_source: 'callback' });
    expect(request.report?.steps.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['download', 'swap', 'upgrade', 'check']),
    );
    const wanted = request.items[0]?.to_version;
    expect(wanted).toBeTruthy();
    expect(await versionAtSite('mod_attendance')).toBe(wanted);
    expect(await knownToPanel('mod_attendance')).toMatchObject({ version: wanted, offer: null });
  });

  test('a zip of the library is fetched by the site and installed', async () => {
    const id = await upload('thing.zip', { component: 'local_thing', version: 2024100700 });
    const request = await ordered(zips(id));
    expect(request).toMatchObject({ status: 'succeeded', outcome: 'done' });
    // The link opens the file to whoever has it.
    expect(request.items[0]).toMatchObject({ link: null, library_item_id: id, status: 'succeeded' });
    expect(await versionAtSite('local_thing')).toBe('2024100700');
    expect(await knownToPanel('local_thing')).toMatchObject({ version: '2024100700' });
  });

  test('one whose upgrade fails leaves the site as it was and tells Moodle’s own words; the other is installed', async () => {
    const bad = await upload('newer.zip', {
      component: 'local_thing',
      version: 2024100800,
      files: { 'db/upgrade.php': THROWS },
    });
    const good = await upload('other.zip', { component: 'local_other' });
    const request = await ordered(zips(bad, good));
    expect(request).toMatchObject({ status: 'failed', failed_count: 1 });
    const [failed, done] = request.items;
    expect(failed).toMatchObject({ component: 'local_thing', status: 'failed', step: 'upgrade' });
    expect(failed?.error).toContain('No such table.');
    expect(done).toMatchObject({ component: 'local_other', status: 'succeeded' });
    expect(await versionAtSite('local_thing')).toBe('2024100700');
    expect(await knownToPanel('local_thing')).toMatchObject({ version: '2024100700' });
    expect(await versionAtSite('local_other')).toBe('2024100700');
  });

  test('a plugin is uninstalled', async () => {
    const begun = programs.events.events.length;
    const path = `/instances/${site.id}/plugins/local_thing/uninstall`;
    const { id } = await programs.api.ok<{ id: number }>('POST', path, { confirm: 'local_thing' });
    expect(await ended(id, begun)).toMatchObject({ status: 'succeeded', outcome: 'done' });
    expect(await versionAtSite('local_thing')).toBeNull();
    expect(await knownToPanel('local_thing')).toBeUndefined();
  });

  test('Moodle itself is updated, plugins from elsewhere stay', async () => {
    const request = await ordered({ kind: 'core' });
    expect(request).toMatchObject({ status: 'succeeded', outcome: 'done', result_source: 'callback' });
    const after = await programs.api.ok<Instance>('GET', `/instances/${site.id}`);
    expect(after.moodle_version_number).toBe(request.items[0]?.to_version);
    expect(after.moodle_version_number).not.toBe(site.moodle_version_number);
    expect(await versionAtSite('local_other')).toBe('2024100700');
  });
});
