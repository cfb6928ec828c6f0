import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sampleLayout } from '../layout.js';
import { tables } from '../schema/schema.js';
import { SampleSql } from '../sql.js';
import { buildSite } from './build-site.js';
import { Random } from './random.js';

const now = Date.UTC(2026, 0, 15) / 1000;
let folder: string;
let sql: SampleSql;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-build-'));
  buildSite(join(folder, 'a'), now);
  sql = new SampleSql(sampleLayout(join(folder, 'a')).database);
});
afterAll(async () => {
  sql.close();
  await rm(folder, { recursive: true, force: true });
});

const count = (from: string) => sql.query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${from}`)[0]?.n;

describe('the sample site', () => {
  test('is the same each time it is built', async () => {
    buildSite(join(folder, 'b'), now);
    const other = new SampleSql(sampleLayout(join(folder, 'b')).database);
    const digest = (from: SampleSql) =>
      [...tables.keys()].map((table) => {
        const rows = JSON.stringify(from.select(table));
        return `${table} ${createHash('sha256').update(rows).digest('hex')}`;
      });
    try {
      expect(digest(other)).toEqual(digest(sql));
    } finally {
      other.close();
    }
    const list = async (site: string) => (await readdir(join(folder, site), { recursive: true })).sort();
    expect(await list('b')).toEqual(await list('a'));
  });

  test('is a small university', () => {
    expect(count('{user} WHERE deleted = 0')).toBeGreaterThan(300);
    expect(count('{user} WHERE deleted = 1')).toBeGreaterThan(3);
    expect(count('{user} WHERE suspended = 1')).toBeGreaterThan(3);
    expect(count('{course} WHERE id > 1')).toBeGreaterThanOrEqual(35);
    expect(sql.query('SELECT MAX(depth) AS depth FROM {course_categories}')).toEqual([{ depth: 4 }]);
    for (const table of ['page', 'forum', 'assign', 'quiz', 'resource', 'url', 'label', 'book']) {
      expect(count(`{${table}}`)).toBeGreaterThan(10);
    }
    expect(count('{assign_submission}')).toBeGreaterThan(500);
    expect(count('{quiz_attempts}')).toBeGreaterThan(50);
    expect(sql.first('config', { name: 'release' })?.value).toBe('4.5.6 (Build: 20250811)');
  });

  test('has what moves between sites besides courses', () => {
    expect(count('{cohort}')).toBe(4);
    expect(count('{cohort} c JOIN {context} x ON x.id = c.contextid WHERE x.contextlevel = 40')).toBe(1);
    expect(count('{cohort} WHERE idnumber IS NULL')).toBe(1);
    expect(count('{cohort_members}')).toBeGreaterThan(90);
    expect(count('{user_info_field}')).toBe(2);
    expect(count('{user_info_data}')).toBeGreaterThan(140);
    expect(count('{reportbuilder_report}')).toBe(2);
    expect(count('{reportbuilder_column} WHERE heading IS NOT NULL')).toBe(2);
  });

  test('has names that break careless software', () => {
    const names = sql.query<{ name: string }>("SELECT firstname || ' ' || lastname AS name FROM {user}");
    const all = names.map((row) => row.name).join('\n');
    for (const part of ['<script>', "O'Neill", 'Łukasz', '佐藤', 'محمد', 'כהן', '🎓']) {
      expect(all).toContain(part);
    }
  });

  test('names nothing that is not there', () => {
    const orphans = [
      '{course_modules} m LEFT JOIN {course_sections} s ON s.id = m.section WHERE s.id IS NULL',
      '{course} c LEFT JOIN {course_categories} k ON k.id = c.category WHERE c.id > 1 AND k.id IS NULL',
      '{user_enrolments} e LEFT JOIN {user} u ON u.id = e.userid WHERE u.id IS NULL',
      '{grade_grades} g LEFT JOIN {grade_items} i ON i.id = g.itemid WHERE i.id IS NULL',
      '{forum_posts} p LEFT JOIN {forum_posts} q ON q.id = p.parent WHERE p.parent > 0 AND q.id IS NULL',
      '{quiz_attempts} a LEFT JOIN {question_usages} u ON u.id = a.uniqueid WHERE u.id IS NULL',
      '{files} f LEFT JOIN {context} x ON x.id = f.contextid WHERE x.id IS NULL',
      '{cohort} c LEFT JOIN {context} x ON x.id = c.contextid WHERE x.id IS NULL',
      '{cohort_members} m LEFT JOIN {user} u ON u.id = m.userid AND u.deleted = 0 WHERE u.id IS NULL',
      '{user_info_data} d LEFT JOIN {user_info_field} f ON f.id = d.fieldid WHERE f.id IS NULL',
    ];
    for (const orphan of orphans) expect([orphan, count(orphan)]).toEqual([orphan, 0]);
    for (const section of sql.select('course_sections')) {
      const listed = String(section.sequence).split(',').filter(Boolean).map(Number);
      const there = sql.select('course_modules', { section: section.id }).map((cm) => cm.id);
      expect(listed).toEqual(there);
    }
  });

  test('keeps file contents under their hash', () => {
    const { filedir } = sampleLayout(join(folder, 'a'));
    const logo = sql.first('files', {
      component: 'core_admin',
      filearea: 'logo',
      filename: 'lakeside-logo.png',
    });
    const hash = String(logo?.contenthash);
    const content = readFileSync(join(filedir, hash.slice(0, 2), hash.slice(2, 4), hash));
    expect(createHash('sha1').update(content).digest('hex')).toBe(hash);
    expect(content.subarray(1, 4).toString()).toBe('PNG');
    expect(sql.first('config_plugins', { plugin: 'core_admin', name: 'logo' })?.value).toBe(
      '/lakeside-logo.png',
    );
  });

  test('has the code of plugins, some of them with updates waiting', () => {
    const { moodleDir } = sampleLayout(join(folder, 'a'));
    expect(readFileSync(join(moodleDir, 'version.php'), 'utf8')).toContain('4.5.6 (Build: 20250811)');
    const recorded = sql.first('config_plugins', { plugin: 'mod_attendance', name: 'version' })?.value;
    const code = readFileSync(join(moodleDir, 'mod/attendance/version.php'), 'utf8');
    expect(code).toContain(`$plugin->version   = ${recorded};`);
    const found = sql.first('config_plugins', { plugin: 'core_plugin', name: 'recentresponse' })?.value;
    const { updates } = JSON.parse(String(found)) as { updates: Record<string, { version: string }[]> };
    expect(Object.keys(updates)).toEqual(['core', 'mod_attendance', 'theme_moove', 'format_tiles']);
    expect(Number(updates.mod_attendance?.[0]?.version)).toBeGreaterThan(Number(recorded));
  });
});

test('random numbers repeat with their seed and differ with another', () => {
  const three = (seed: number) => {
    const random = new Random(seed);
    return [random.next(), random.next(), random.next()];
  };
  expect(three(7)).toEqual(three(7));
  expect(new Set([...three(7), ...three(8)]).size).toBe(6);
});
