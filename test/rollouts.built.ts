/** The plugin library and a new rollout in a real browser, on the compiled programs of the quick start. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { List } from '../contract/panel/common.js';
import type { Rollout } from '../contract/panel/rollouts.js';
import { makePluginZip } from '../inspection/testing/make-plugin-zip.js';
import { ApiClient } from './support/api-client.js';
import { PANEL_TOKEN } from './support/both-programs.js';
import { BrowserPage } from './support/browser-page.js';
import { findChromium, launchBrowser } from './support/browser.js';
import { BuiltProgram, freePort } from './support/built-program.js';

const executable = findChromium();
if (!executable)
  console.warn('SKIPPED: there is no Chromium here, so that the rollouts’ pages are not tested.');

let folder: string;
let program: BuiltProgram;
let browser: Browser;

(executable ? describe : describe.skip)('library and rollouts', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'moopanel-rollouts-'));
    program = BuiltProgram.start('quickstart/main.js', {
      DATA_DIR: join(folder, 'data'),
      PANEL_PORT: String(await freePort()),
      AGENT_PORT: String(await freePort()),
      AGENT_DATA_DIR: join(folder, 'agent'),
      PANEL_API_TOKEN: PANEL_TOKEN,
    });
    browser = await launchBrowser(executable ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await program?.stop('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  });

  test('a zip is uploaded, a broken one refused in words, and a rollout of it made without a site being touched', async () => {
    const [, email = '', password = ''] = await program.until(/Sign in with +(\S+) +(\S+)/);
    const panelUrl = (await program.until(/MooPanel +(http\S+)/))[1] ?? '';
    await program.until(/Stop with ctrl-C/);
    const api = new ApiClient(panelUrl, PANEL_TOKEN);
    const good = await makePluginZip(join(folder, 'thing.zip'), { component: 'local_thing', release: '2.3' });
    const broken = join(folder, 'broken.zip');
    await writeFile(broken, 'no zip');

    const watched = await BrowserPage.open(browser, { baseURL: panelUrl });
    const { page } = watched;
    await page.goto('/library');
    await page.getByRole('textbox', { name: 'Email' }).fill(email);
    await page.getByRole('textbox', { name: 'Password' }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('The library is empty').waitFor();
    await page.getByLabel('Plugin zips', { exact: true }).first().setInputFiles([good, broken]);
    const uploads = page.getByRole('region', { name: 'Uploads' });
    await uploads.getByText('local_thing 2.3 is in the library').waitFor();
    await uploads.getByText(/^The file is not a zip/).waitFor();
    expect(await watched.barriers()).toEqual([]);

    await uploads.getByRole('link', { name: 'Install on sites…' }).click();
    await page.getByText('local_thing 2.3').waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('switch', { name: 'All sites of this panel' }).check();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('combobox', { name: 'Canaries' }).waitFor();
    expect(await watched.barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('1. All sites').waitFor();
    expect(await watched.barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Save as a draft' }).click();
    await page.getByRole('heading', { name: 'local_thing 2.3', level: 1 }).waitFor();
    await page.getByText('Draft', { exact: true }).waitFor();
    await page.getByRole('table', { name: 'Sites of the rollout' }).getByText('Waiting').waitFor();
    expect(await watched.barriers()).toEqual([]);

    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: /Abort/ }).click();
    await page.getByRole('button', { name: 'Abort the rollout' }).click();
    await page.getByText(/^Aborted by/).waitFor();
    const made = await api.ok<List<Rollout>>('GET', '/rollouts');
    expect(made.items[0]).toMatchObject({ state: 'aborted', counts: { skipped: 1 } });
    // The browser writes each refusal on its console; no other fault is there.
    expect(watched.faults.filter((fault) => !fault.includes('422'))).toEqual([]);
    await watched.close();
  });
});
