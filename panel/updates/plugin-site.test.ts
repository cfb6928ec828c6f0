import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { updatesFixture } from '../testing/updates-fixture.js';

/** Bodies that the real plugin sent. */
const golden = process.env.GOLDEN_DIR;
if (!golden) console.warn('GOLDEN_DIR is not set: the callbacks of a real PHP plugin are not tried.');
const recordedTest = golden ? test : test.skip;
interface Recorded {
  updates: Record<string, unknown>[];
}
const f = updatesFixture('plugin');
const { order, read, send, look } = f;

describe('the PHP plugin', () => {
  const recorded = (path: string) => {
    const text = readFileSync(join(golden ?? '', 'moodle45-work.json'), 'utf8');
    const { callbacks } = JSON.parse(text) as { callbacks: { path: string; body: Recorded }[] };
    const found = callbacks.find((callback) => callback.path.startsWith(path));
    if (!found) throw new Error(`no recording of ${path}`);
    return found.body;
  };

  recordedTest('reports updated plugins in its own form, unsigned', async () => {
    const body = recorded('/api/updates/plugins/');
    const items = body.updates.map((update, n) => ({
      component: update.component,
      version: `202401010${n}`,
      download: 'https://plugins.test/x.zip',
    }));
    const { request, job } = await order({ kind: 'plugins', items });
    expect(job.change).not.toHaveProperty('dry_run');
    const rows = (await read(request)).items;
    const sent = await send(job, {
      ...body,
      user_id: false,
      username: false,
      moodle_job_id: job.id,
      updates: body.updates.map((update, n) => ({ ...update, model_id: rows[n]?.id })),
    });
    expect(sent.status).toBe(200);
    const detail = await read(request);
    expect(detail.items.map((item) => [item.status, item.error])).toEqual([
      ['failed', 'Plugin not exist in Moodle'],
      ['failed', 'Update not exist'],
      ['succeeded', 'Newer version of plugin already installed'],
      ['failed', 'Update not exist'],
    ]);
    expect(detail.error).toBe('1 done, 3 failed. tool_opencast: Plugin not exist in Moodle');
  });

  recordedTest('is sent plain addresses and reports installed zips by them', async () => {
    const body = recorded('/api/updates/zip-plugins/');
    const links = body.updates.map((update) => String(update.link));
    const { request, job } = await order({ kind: 'zips', items: links.map((link) => ({ link })) });
    expect(job.change?.updates).toEqual(links);
    expect((await send(job, { ...body, moodle_job_id: job.id })).status).toBe(200);
    const detail = await read(request);
    expect(detail.items).toMatchObject([
      { link: links[0], component: 'local_hello', status: 'succeeded' },
      { status: 'failed', error: 'Invalid zip file.' },
      { status: 'failed', error: 'Cannot download zip file' },
    ]);
  });

  test('never tells of a core update that went well: the next sync sees it', async () => {
    const { request, job } = await order({ kind: 'core' });
    expect(job.change).toMatchObject({ version: '2024100707', update_id: expect.any(Number) });
    job.status = 4;
    await look();
    expect((await read(request)).status).toBe('pending');
    f.site.core = { version: '2024100707', release: '4.5.7', offers: [] };
    await f.t.follow();
    expect(await read(request)).toMatchObject({
      status: 'succeeded',
      result_source: 'sync',
      items: [{ status: 'succeeded', from_version: '2024100706', to_version: '2024100707' }],
    });
  });

  test('whose result never comes and whose versions are the old ones failed', async () => {
    const { request, job } = await order({ kind: 'plugins', components: ['mod_aa'] });
    job.status = 4;
    for (let n = 0; n < 5; n++) await look();
    const detail = await read(request);
    expect(detail).toMatchObject({ status: 'failed', items: [{ status: 'failed' }] });
    expect(detail.error).toMatch(/callback never arrived/);
  });
});
