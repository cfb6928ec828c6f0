import { mkdir, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, describe, test } from '@jest/globals';
import { fixtureSite } from '../../testing/fixture-site.js';
import {
  createFixture,
  databaseKinds,
  TEST_PREFIX,
  type TestDatabase,
} from '../../testing/test-databases.js';
import type { Site, SiteConfig } from '../site.js';
import { countCategories, countCourses, listCategories, listCourses } from './courses.js';
import { connectionFacts, siteFacts } from './site-facts.js';

describe.each(databaseKinds())('a site on $name', (kind) => {
  let fixture: TestDatabase;
  let site: Site;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'moopanel-facts-'));
    fixture = await createFixture(kind);
    site = fixtureSite(fixture, { folder });
  });
  afterEach(async () => {
    await site.close();
    await fixture.drop();
    await rm(folder, { recursive: true, force: true });
  });

  let nextId = 100;
  async function set(plugin: string | null, name: string, value: string) {
    const [table, owner] = plugin === null ? ['config', ''] : ['config_plugins', `'${plugin}', `];
    await fixture.run(
      `DELETE FROM ${TEST_PREFIX}${table} WHERE name = '${name}'${plugin === null ? '' : ` AND plugin = '${plugin}'`}`,
      `INSERT INTO ${TEST_PREFIX}${table} VALUES (${nextId++}, ${owner}'${name}', '${value}')`,
    );
  }
  const forced = (settings: SiteConfig['forced']) => {
    (site.config as { forced: SiteConfig['forced'] }).forced = settings;
  };

  test('says what its front page says', async () => {
    expect(await siteFacts(site)).toEqual({
      url: 'http://moodle.example.org',
      site_fullname: 'Test Moodle',
      site_shortname: 'TM',
      logo: null,
      logocompact: null,
      theme: 'boost',
      moodle_version: '4.5.6 (Build: 20250811)',
    });
    expect(Object.keys(await connectionFacts(site)).sort()).toEqual(
      ['logo', 'moodle_version', 'site_fullname', 'theme', 'url'].sort(),
    );
  });

  test('builds logo addresses as Moodle does', async () => {
    await set('core_admin', 'logo', '/my logo (1).png');
    await set('core_admin', 'logocompact', '/č.png');
    expect(await siteFacts(site)).toMatchObject({
      logo: 'http://moodle.example.org/pluginfile.php/1/core_admin/logo/300x300/1717771447/my%20logo%20%281%29.png',
      logocompact:
        'http://moodle.example.org/pluginfile.php/1/core_admin/logocompact/300x300/1717771447/%C4%8D.png',
    });
    await set(null, 'themedesignermode', '1');
    expect((await siteFacts(site)).logo).toContain('/300x300/-1/');
    await set(null, 'slasharguments', '0');
    expect((await siteFacts(site)).logo).toContain('/pluginfile.php?file=%2F1%2Fcore_admin%2Flogo%2F300x300');
  });

  test("takes the theme's own logo where its renderer serves one", async () => {
    await set('core_admin', 'logo', '/site.png');
    await set('theme_boost', 'logo', '/theme.png');
    expect((await siteFacts(site)).logo).toContain('/core_admin/logo/300x300/1717771447/site.png');
    const renderers = join(site.config.codeRoot, 'theme/boost/classes/output');
    await mkdir(renderers, { recursive: true });
    const source = '<?php class core_renderer { public function get_logo_url($w = null, $h = 200) {} }';
    await writeFile(join(renderers, 'core_renderer.php'), source);
    const facts = await siteFacts(site);
    expect(facts.logo).toContain('/theme_boost/logo/300x300/1717771447/theme.png');
    expect(facts.logocompact).toBeNull();
  });

  test('lets what config.php forces go before the database', async () => {
    forced({ theme: 'classic', 'core_admin/logo': '/forced.png', themedesignermode: true });
    const facts = await siteFacts(site);
    expect(facts.theme).toBe('classic');
    expect(facts.logo).toContain('/core_admin/logo/300x300/-1/forced.png');
  });

  test('counts and lists courses and categories by id, without the site itself', async () => {
    expect(await countCourses(site)).toBe(2);
    expect(await countCategories(site)).toBe(2);
    expect(await listCourses(site)).toEqual([
      { id: 2, category: 1, name: 'Test course: XS', shortname: 'C2', visible: true },
      { id: 3, category: 2, name: 'Course ščž “q”', shortname: 'C3', visible: false },
    ]);
    expect((await listCategories(site))[1]).toEqual({
      ...{ id: 2, parent: 1, name: 'Hidden "quotes" <b>' },
      ...{ sort: 20000, path: '/1/2', depth: 2 },
    });
  });
});
