/** The frame of a course's gradebook: its top category and the course total. */
import type { SampleSql } from '../sql.js';

/** Makes what every course has before the first graded activity. */
export function addGradebook(sql: SampleSql, courseid: number, time: number): void {
  const dates = { timecreated: time, timemodified: time };
  const category = sql.insert('grade_categories', {
    courseid,
    depth: 1,
    fullname: '?',
    aggregation: 13,
    aggregateonlygraded: 1,
    ...dates,
  });
  sql.update('grade_categories', { id: category }, { path: `/${category}/` });
  sql.insert('grade_items', { courseid, itemtype: 'course', iteminstance: category, sortorder: 1, ...dates });
}
