/** What somebody who opens a course of the sample site would see in it. */
import { activitiesOf } from './backup/course-map.js';
import type { SampleSql } from './sql.js';

export interface ActivityView {
  cmid: number;
  module: string;
  name: string;
}

export interface SectionView {
  number: number;
  name: string | null;
  activities: ActivityView[];
}

export interface CourseView {
  fullname: string;
  sections: SectionView[];
  /** How many people are enrolled, and what they have left behind. */
  enrolled: number;
  submissions: number;
  posts: number;
  attempts: number;
  grades: number;
}

/** @returns undefined when there is no such course */
export function viewCourse(sql: SampleSql, courseId: number): CourseView | undefined {
  const course = sql.first('course', { id: courseId });
  if (!course) return undefined;
  const sections = sql.select('course_sections', { course: courseId }, 'section').map((section) => ({
    number: Number(section.section),
    name: section.name === null ? null : String(section.name),
    activities: activitiesOf(sql, section).map(({ cm, module, instance }) => ({
      cmid: cm.id,
      module,
      name: String(instance.name),
    })),
  }));
  const count = (from: string) =>
    sql.query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${from} = ?`, [courseId])[0]?.n ?? 0;
  return {
    fullname: String(course.fullname),
    sections,
    enrolled: count('{user_enrolments} u JOIN {enrol} e ON e.id = u.enrolid WHERE e.courseid'),
    submissions: count('{assign_submission} s JOIN {assign} a ON a.id = s.assignment WHERE a.course'),
    posts: count('{forum_posts} p JOIN {forum_discussions} d ON d.id = p.discussion WHERE d.course'),
    attempts: count('{quiz_attempts} t JOIN {quiz} q ON q.id = t.quiz WHERE q.course'),
    grades: count('{grade_grades} g JOIN {grade_items} i ON i.id = g.itemid WHERE i.courseid'),
  };
}
