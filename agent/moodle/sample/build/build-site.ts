/** Builds the whole sample site into an empty folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { addContext, contextLevel } from '../course/context.js';
import { kindFile, sampleLayout } from '../layout.js';
import { sampleSites, type SampleKind } from '../sample-sites.js';
import { schemaStatements } from '../schema/schema.js';
import { SampleSql } from '../sql.js';
import { siteStart, type Build } from './build.js';
import { catalogue, emptyCatalogue } from './catalogue.js';
import { buildCategories } from './categories.js';
import { buildCode } from './code.js';
import { buildCohorts } from './cohorts.js';
import { buildCourses } from './courses.js';
import { buildPeople } from './people.js';
import { buildProfileFields } from './profile-fields.js';
import { Random } from './random.js';
import { buildReports } from './reports.js';
import { buildRoles } from './roles.js';
import { buildSettings } from './settings.js';
import { buildWork } from './work.js';

const seed = 20250901;

/**
 * Makes database, code and data root. Two builds at the same `now` are equal to the last row.
 * @param now unix seconds; last accesses are dated back from it
 */
export function buildSite(folder: string, now: number, kind: SampleKind = 'university'): void {
  const layout = sampleLayout(folder, kind);
  for (const path of [layout.filedir, layout.backupTempdir]) mkdirSync(path, { recursive: true });
  writeFileSync(kindFile(folder), `${kind}\n`);
  buildCode(layout.moodleDir);
  const sql = new SampleSql(layout.database);
  try {
    // Readers are not held up by a writer; kept in the file for every later connection.
    sql.execute('PRAGMA journal_mode = WAL');
    sql.transaction(() => {
      for (const statement of schemaStatements()) sql.execute(statement);
      buildContent({ sql, layout, site: sampleSites[kind], random: new Random(seed), now });
    });
    sql.execute('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    sql.close();
  }
}

function buildContent(build: Build): void {
  const { sql, site } = build;
  const system = sql.insert('context', { contextlevel: contextLevel.system, path: '/1', depth: 1 });
  const front = sql.insert('course', {
    fullname: site.fullname,
    shortname: site.shortname,
    format: 'site',
    summary: site.summary,
    summaryformat: 1,
    newsitems: 3,
    sortorder: 1,
    timecreated: siteStart,
    timemodified: siteStart,
  });
  addContext(sql, contextLevel.course, front, system);
  sql.insert('course_sections', {
    course: front,
    section: 0,
    summary: '',
    sequence: '',
    timemodified: siteStart,
  });
  buildRoles(sql, system);
  const people = buildPeople(build, system);
  buildSettings(build, system, people.admin);
  buildCourses(build, people, buildCategories(build, site.empty ? emptyCatalogue : catalogue, system));
  buildPresets(build, people.admin);
  buildWork(build, people.admin);
  if (site.empty) return;
  buildCohorts(build, people, system);
  buildProfileFields(build, people);
  buildReports(build, people.admin, system);
}

/** The two presets that every Moodle is installed with. */
function buildPresets({ sql }: Build, admin: number): void {
  const site = {
    userid: admin,
    site: '',
    author: '',
    moodleversion: '',
    moodlerelease: '',
    timecreated: siteStart,
  };
  const starter = sql.insert('adminpresets', {
    ...site,
    name: 'starter',
    comments: 'startercomments',
    iscore: 1,
  });
  sql.insert('adminpresets', { ...site, name: 'full', comments: 'fullcomments', iscore: 2 });
  for (const name of ['usecomments', 'usetags', 'enablenotes', 'enableblogs', 'enablebadges']) {
    sql.insert('adminpresets_it', { adminpresetid: starter, plugin: 'none', name, value: '0' });
  }
}
