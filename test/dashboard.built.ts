/** The dashboard in a real browser, on the compiled programs of the quick start. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { SampleEditor } from '../agent/moodle/sample/sample-editor.js';
import type { Backup } from '../contract/panel/backups.js';
import type { List } from '../contract/panel/common.js';
import type { Instance } from '../contract/panel/instances.js';
import { ApiClient } from './support/api-client.js';
import { AGENT_KEY, PANEL_TOKEN } from './support/both-programs.js';
import { BrowserPage } from './support/browser-page.js';
import { findChromium, launchBrowser } from './support/browser.js';
import { BuiltProgram, freePort } from './support/built-program.js';

const executable = findChromium();
if (!executable) console.warn('SKIPPED: there is no Chromium here, so that the dashboard is not tested.');

/** Two courses of the sample site that one search finds, and that stand in this order. */
const SEARCH = 'Calculus';
/** The course whose backup is watched from aside. */
const WATCHED = 'Databases';
const HOSTILE = `<img src=x onerror="document.title='taken'"> & <b>bold</b>`;

let folder: string;
let program: BuiltProgram;
let browser: Browser;
let api: ApiClient;
let panelUrl: string;
let login: { email: string; password: string };
let site: Instance;
let watched: BrowserPage | undefined;

async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
  watched = await BrowserPage.open(browser, { baseURL: panelUrl, ...options });
  return watched.page;
}

async function signIn(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Email' }).fill(login.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(login.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** The line of a list that names a course. */
const rowOf = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });

async function chooseFromMenu(page: Page, course: string, item: RegExp): Promise<void> {
  await page.getByRole('button', { name: `More for the backup of ${course}`, exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** Runs in the page: notes in `window.seen` which states the line of a task goes through. */
function collectStates(title: string): void {
  const seen = new Set<string>();
  Object.assign(window, { seen });
  new MutationObserver(() => {
    for (const { textContent } of document.querySelectorAll('tbody tr')) {
      if (!textContent?.includes(title)) continue;
      for (const state of ['Waiting', '%', 'Running', 'Succeeded']) {
        if (textContent.includes(state)) seen.add(state);
      }
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}

(executable ? describe : describe.skip)('the dashboard', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'moopanel-dashboard-'));
    program = BuiltProgram.start('quickstart/main.js', {
      DATA_DIR: join(folder, 'data'),
      PANEL_PORT: String(await freePort()),
      AGENT_PORT: String(await freePort()),
      AGENT_DATA_DIR: join(folder, 'agent'),
      PANEL_API_TOKEN: PANEL_TOKEN,
    });
    browser = await launchBrowser(executable ?? '');
    const [, email, password] = await program.until(/Sign in with +(\S+) +(\S+)/);
    login = { email: email ?? '', password: password ?? '' };
    panelUrl = (await program.until(/MooPanel +(http\S+)/))[1] ?? '';
    await program.until(/Stop with ctrl-C/);
    api = new ApiClient(panelUrl, PANEL_TOKEN);
    const sites = await api.ok<List<Instance>>('GET', '/instances');
    expect(sites.items).toHaveLength(1);
    site = sites.items[0]!;
  });
  afterEach(async () => {
    const faults = watched?.faults ?? [];
    await watched?.close();
    watched = undefined;
    expect(faults).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await program?.stop('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  });

  test('two courses are found, backed up, fetched, restored and deleted, all without a reload', async () => {
    const page = await openPage({ acceptDownloads: true });
    await page.goto('/backups');
    await signIn(page);
    // Back on the page that was asked for; from here on every change comes by itself or by a click.
    await page.getByText('There is no backup yet').waitFor();
    await page.evaluate(() => document.body.setAttribute('data-same-page', ''));

    await page.getByRole('link', { name: 'Sites' }).click();
    await page.getByRole('link', { name: site.name }).click();
    await page.getByRole('tab', { name: 'Courses' }).click();
    await page.getByRole('searchbox', { name: 'Search courses' }).fill(SEARCH);
    const boxes = page.getByRole('checkbox', { name: new RegExp(`^Select ${SEARCH}`) });
    const rows = page.getByRole('row').filter({ has: page.getByRole('cell') });
    await rows.filter({ hasNotText: SEARCH }).first().waitFor({ state: 'detached' });
    expect(await boxes.count()).toBe(2);
    const names = (
      await boxes.evaluateAll((found) => found.map((box) => box.getAttribute('aria-label') ?? ''))
    ).map((label) => label.replace('Select ', ''));
    const [first = '', second = ''] = names;
    for (const name of names)
      await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
    await page.getByRole('button', { name: 'Back up 2', exact: true }).click();
    await page.getByText('2 backups started').waitFor();
    await page.getByRole('link', { name: 'Watch the progress' }).click();
    for (const name of names) await rowOf(page, name).getByText('Succeeded').waitFor();

    const made = await api.ok<List<Backup>>('GET', `/instances/${site.id}/backups`);
    const backup = made.items.find(({ course_name }) => course_name === first)!;
    expect(backup).toMatchObject({ status: 'succeeded', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    await rowOf(page, first)
      .getByText(`${((backup.size ?? 0) / 1000).toFixed(1)} kB`)
      .waitFor();
    await rowOf(page, first)
      .getByText(`${backup.sha256?.slice(0, 8)}…${backup.sha256?.slice(-4)}`)
      .waitFor();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: `Download the backup of ${first}`, exact: true }).click(),
    ]);
    const file = await readFile(await download.path());
    expect(file).toHaveLength(backup.size ?? -1);
    expect(createHash('sha256').update(file).digest('hex')).toBe(backup.sha256);

    await chooseFromMenu(page, first, /Restore/);
    const restore = page.getByRole('dialog', { name: 'Restore this backup?' });
    await restore.getByText('safety copy', { exact: true }).waitFor();
    await restore.getByRole('button', { name: 'Replace the content' }).click();
    await restore.waitFor({ state: 'detached' });
    await rowOf(page, first)
      .getByText(/^restored/)
      .waitFor();

    await page.getByRole('tab', { name: 'Tasks' }).click();
    await page.getByRole('button', { name: `Course restore: ${first}`, exact: true }).click();
    const drawer = page.getByRole('dialog', { name: `Course restore: ${first}` });
    await drawer.getByText('Succeeded').waitFor();
    await drawer.getByRole('region', { name: 'Log', exact: true }).getByRole('listitem').first().waitFor();
    expect(await watched?.barriers()).toEqual([]);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });

    await page.getByRole('tab', { name: 'Backups' }).click();
    await chooseFromMenu(page, second, /Delete/);
    await page
      .getByRole('dialog', { name: 'Delete this backup?' })
      .getByRole('button', { name: 'Delete the file' })
      .click();
    await rowOf(page, second).waitFor({ state: 'detached' });
    await rowOf(page, first).waitFor();
    expect(await page.locator('body[data-same-page]').count()).toBe(1);

    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to MooPanel' }).waitFor();
    await page.goto('/backups');
    await page.getByRole('heading', { name: 'Sign in to MooPanel' }).waitFor();
    expect(await page.getByText(first).count()).toBe(0);
  });

  test('every page is free of faults and barriers, in light and in dark', async () => {
    const page = await openPage();
    await page.goto('/');
    await page.getByRole('heading', { name: 'Sign in to MooPanel' }).waitFor();
    const barriers = [...((await watched?.barriers()) ?? [])];
    await signIn(page);
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    const own = `/sites/${site.id}`;
    const pages: [path: string, ready: string][] = [
      ['/', 'All tasks'],
      ['/sites', site.name],
      ['/sites/add', 'Where the agent answers'],
      [own, 'Latest tasks'],
      [`${own}/courses?search=${SEARCH}`, SEARCH],
      [`${own}/backups`, SEARCH],
      [`${own}/presets`, 'No settings read yet'],
      [`${own}/plugins?updates=true`, 'Attendance'],
      [`${own}/updates`, 'Nothing was ordered yet'],
      [`${own}/tasks`, `Course backup: ${SEARCH}`],
      [`${own}/settings`, 'Delete the site'],
      ['/updates', 'Attendance'],
      ['/updates/plugins?standard=false', 'Attendance'],
      ['/updates/moodle', site.name],
      ['/backups', SEARCH],
      ['/presets', site.name],
      ['/presets/compare', 'Choose two sides'],
      ['/tasks', `Course backup: ${SEARCH}`],
      ['/clusters', 'Clusters'],
      ['/audit', 'Signed in'],
      ['/settings', 'API tokens'],
      ['/no-such-page', 'There is no page at this address'],
    ];
    for (const [path, ready] of pages) {
      await page.goto(path);
      await page.getByRole('main').getByText(ready).first().waitFor();
      barriers.push(...((await watched?.barriers()) ?? []));
    }
    expect(barriers).toEqual([]);
  });

  test('sites with a plugin below a version are found, and an order shows what it would do first', async () => {
    const page = await openPage();
    await page.goto('/updates/plugins?standard=false');
    await signIn(page);
    await page.getByRole('link', { name: 'Attendance' }).click();
    await rowOf(page, site.name).waitFor();
    await page.getByRole('textbox', { name: 'Below version' }).fill('2000010100');
    await page.getByText('Nothing matches').waitFor();
    await page.getByRole('textbox', { name: 'Below version' }).fill('2099010100');
    await page.getByRole('checkbox', { name: `Select ${site.name}`, exact: true }).check();
    await page.getByRole('button', { name: 'Update it on 1 site' }).click();
    const dialog = page.getByRole('dialog', { name: 'Update 1 plugin on 1 site?' });
    await dialog.getByText('mod_attendance').waitFor();
    await dialog.getByText(/goes into maintenance while its code changes/).waitFor();
    await dialog.getByRole('button', { name: 'Keep as it is' }).click();
    await page.getByRole('link', { name: 'Updates' }).click();
    const all = page.getByRole('checkbox', { name: 'Select Attendance on all sites' });
    await all.check();
    await page.getByText('1 update on 1 site').waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    expect(await all.isChecked()).toBe(false);
  });

  test('a page that ordered nothing shows work begin, move and end by itself', async () => {
    const page = await openPage();
    await page.goto(`/sites/${site.id}/tasks`);
    await signIn(page);
    await page.getByRole('status').getByText('Live', { exact: true }).waitFor();
    await page.getByRole('table', { name: 'Tasks' }).waitFor();
    await page.evaluate(collectStates, `Course backup: ${WATCHED}`);
    const courses = await api.ok<List<{ id: number; name: string }>>(
      'GET',
      `/instances/${site.id}/courses?limit=200`,
    );
    // Last of all, so that there is time to see it wait.
    const ids = courses.items
      .sort((a, b) => Number(a.name === WATCHED) - Number(b.name === WATCHED))
      .map(({ id }) => id);
    await api.ok('POST', `/instances/${site.id}/backups`, { course_ids: ids });
    await rowOf(page, `Course backup: ${WATCHED}`).getByText('Succeeded').waitFor();
    const seen = await page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen]);
    expect(seen.at(-1)).toBe('Succeeded');
    expect(seen.length).toBeGreaterThan(1);

    await page.getByRole('link', { name: 'Overview' }).first().click();
    await page.getByText('Nothing is running').waitFor();
  });

  test('chosen courses lead to a migration of them, which asks for targets and starts nothing before', async () => {
    const page = await openPage();
    await page.goto(`/sites/${site.id}/courses`);
    await signIn(page);
    await page.getByRole('checkbox', { name: `Select ${WATCHED}`, exact: true }).check();
    await page.getByRole('link', { name: 'Copy to other sites…' }).click();
    const next = page.getByRole('button', { name: 'Next', exact: true });
    await page.getByText('1 course selected').waitFor();
    expect(await watched!.barriers()).toEqual([]);
    await next.click();
    await page.getByText('Cannot be a target: the source').waitFor();
    expect(await page.getByRole('checkbox', { name: `Select ${site.name}` }).isDisabled()).toBe(true);
    await next.click();
    await page.getByText('Choose at least one site').waitFor();
    await page.getByRole('link', { name: 'Migrations' }).first().click();
    await page.getByText('There is no migration yet').waitFor();
  });

  test('a course name with HTML in it is shown as it is written', async () => {
    const editor = new SampleEditor(join(folder, 'agent', 'sample-site'));
    editor.changeCourse(editor.courseId('HIST260'), { fullname: HOSTILE });
    editor.close();
    const page = await openPage();
    await page.goto(`/sites/${site.id}/courses`);
    await signIn(page);
    await page.getByRole('button', { name: 'Sync now' }).click();
    await rowOf(page, HOSTILE).waitFor();
    await page.getByRole('checkbox', { name: `Select ${HOSTILE}`, exact: true }).check();
    await page.getByRole('button', { name: 'Back up 1', exact: true }).click();
    await page.getByRole('link', { name: 'Watch the progress' }).click();
    await rowOf(page, HOSTILE).getByText('Succeeded').waitFor();
    await chooseFromMenu(page, HOSTILE, /Restore/);
    await page
      .getByRole('dialog', { name: 'Restore this backup?' })
      .getByText(`Its own course: ${HOSTILE}`)
      .waitFor();
    expect(await page.title()).not.toContain('taken');
    expect(await page.locator('img[src="x"]').count()).toBe(0);
  });

  test('a viewer is offered nothing that changes a site', async () => {
    const viewer = await api.ok<{ token: string }>('POST', '/tokens', { name: 'viewer', role: 'viewer' });
    const page = await openPage({ extraHTTPHeaders: { authorization: `Bearer ${viewer.token}` } });
    await page.goto(`/sites/${site.id}/courses`);
    await rowOf(page, WATCHED).waitFor();
    expect(await page.getByRole('button', { name: /^Back up|Sync now/ }).count()).toBe(0);
    expect(await page.getByRole('checkbox').count()).toBe(0);
    await page.getByRole('tab', { name: 'Backups' }).click();
    await page.getByRole('table', { name: 'Backups' }).waitFor();
    await rowOf(page, WATCHED).waitFor();
    expect(await page.getByRole('link', { name: /^Download/ }).count()).toBe(0);
    await page.getByRole('button', { name: `More for the backup of ${WATCHED}`, exact: true }).click();
    expect(await page.getByRole('menuitem').allTextContents()).toEqual(['Task and log']);
  });

  test('a course is compared with an empty site, brought to it from the result of that, and there the next time', async () => {
    const target = BuiltProgram.start(
      'agent/cli.js',
      {
        AGENT_DATA_DIR: join(folder, 'college'),
        AGENT_PORT: String(await freePort()),
        AGENT_API_KEY: AGENT_KEY,
        MOODLE_SAMPLE: '1',
        MOODLE_SAMPLE_KIND: 'college',
      },
      ['start'],
    );
    try {
      const [, url] = await target.until(/"url":"(http[^"]+)","site"/);
      await api.ok<Instance>('POST', '/instances', { url, api_key: AGENT_KEY, name: 'College' });
      const page = await openPage();
      await page.goto(`/sites/${site.id}/courses`);
      await signIn(page);
      const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
      const compare = async () => {
        await page.getByRole('checkbox', { name: `Select ${WATCHED}`, exact: true }).check();
        await page.getByRole('link', { name: 'Copy to other sites…' }).click();
        await page.getByText('1 course selected').waitFor();
        await press('Next');
        await page.getByRole('checkbox', { name: 'Select College', exact: true }).check();
        await press('Next');
        await press('Next');
        await press('Dry run');
      };
      const outcome = (text: string) => page.getByRole('alert').filter({ hasText: text }).waitFor();
      await compare();
      await outcome('would be created');
      await press('Start for real…');
      await press('Start the migration');
      await outcome('were created');
      await page.goto(`/sites/${site.id}/courses`);
      await compare();
      await outcome('are there already');
    } finally {
      await target.stop('SIGKILL');
    }
  });

  test('the API documentation lists the operations', async () => {
    const page = await openPage();
    await page.goto('/api/docs');
    await page.getByText('/api/v1/instances', { exact: true }).first().waitFor();
    const description = await (await fetch(`${panelUrl}/api/v1/openapi.json`)).json();
    const operations = Object.values((description as { paths: Record<string, object> }).paths).flatMap(
      (path) => Object.keys(path).filter((key) => /^(get|post|put|patch|delete)$/.test(key)),
    );
    expect(await page.locator('.opblock').count()).toBe(operations.length);
  });
});
