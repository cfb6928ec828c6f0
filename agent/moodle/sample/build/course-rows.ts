/** A course with nothing in it yet: its row, context, sections, ways to enrol and gradebook. */
import { addContext, contextLevel } from '../course/context.js';
import { addDefaultMethods } from '../course/enrolment.js';
import { addGradebook } from '../course/gradebook.js';
import { inTerm, siteStart, termStart, type Build } from './build.js';
import type { PlannedCourse } from './categories.js';
import { paragraphs } from './prose.js';

export interface NewCourse {
  id: number;
  context: number;
}

/** Stores the frame of a course and returns its id and its context's. */
export function buildCourseRows(build: Build, planned: PlannedCourse): NewCourse {
  const { sql, random } = build;
  const { entry } = planned;
  const time = siteStart + random.between(30, 300) * 86400;
  const id = sql.insert('course', {
    category: planned.category,
    sortorder: planned.sortorder,
    fullname: entry.fullname,
    shortname: entry.shortname,
    idnumber: `${entry.shortname}-2025`,
    summary: paragraphs(random, entry.fullname, 1),
    summaryformat: 1,
    format: entry.format ?? 'topics',
    newsitems: 5,
    startdate: termStart,
    enddate: inTerm(15),
    visible: planned.visible ? 1 : 0,
    visibleold: entry.hidden ? 0 : 1,
    enablecompletion: 1,
    showactivitydates: 1,
    showcompletionconditions: 1,
    timecreated: time,
    timemodified: time,
    cacherev: time,
  });
  const context = addContext(sql, contextLevel.course, id, planned.categoryContext);
  const names = ['', ...entry.topics];
  names.forEach((name, section) =>
    sql.insert('course_sections', {
      course: id,
      section,
      name: name || null,
      summary: section === 0 ? '' : paragraphs(random, name, 1),
      summaryformat: 1,
      sequence: '',
      timemodified: time,
    }),
  );
  sql.insert('course_format_options', {
    courseid: id,
    format: entry.format ?? 'topics',
    sectionid: 0,
    name: 'hiddensections',
    value: '1',
  });
  addDefaultMethods(sql, id, time);
  addGradebook(sql, id, time);
  return { id, context };
}
