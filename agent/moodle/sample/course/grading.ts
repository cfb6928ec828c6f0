/** Submissions to assignments and grades in the gradebook. */
import type { SampleSql, StoredRow } from '../sql.js';

export interface NewSubmission {
  assignment: number;
  userId: number;
  text: string;
  /** Unix seconds. */
  time: number;
}

/** Hands in a text, or hands it in anew. @returns the submission's id */
export function submitText(sql: SampleSql, submission: NewSubmission): number {
  const { assignment, userId, text, time } = submission;
  const earlier = sql.first('assign_submission', { assignment, userid: userId, latest: 1 });
  if (earlier) {
    sql.update('assign_submission', { id: earlier.id }, { status: 'submitted', timemodified: time });
    sql.update('assignsubmission_onlinetext', { submission: earlier.id }, { onlinetext: text });
    return earlier.id;
  }
  const id = sql.insert('assign_submission', {
    assignment,
    userid: userId,
    timecreated: time,
    timemodified: time,
    timestarted: time,
    status: 'submitted',
    latest: 1,
  });
  sql.insert('assignsubmission_onlinetext', {
    assignment,
    submission: id,
    onlinetext: text,
    onlineformat: 1,
  });
  return id;
}

export interface NewGrade {
  module: 'assign' | 'quiz' | 'forum';
  instance: number;
  userId: number;
  grade: number;
  grader: number;
  /** Unix seconds. */
  time: number;
  feedback?: string;
}

/** Grades someone in an activity: the activity's own grade, the gradebook's, and the course total. */
export function giveGrade(sql: SampleSql, given: NewGrade): void {
  if (given.module === 'assign') gradeAssignment(sql, given);
  const item = sql.first('grade_items', {
    itemtype: 'mod',
    itemmodule: given.module,
    iteminstance: given.instance,
  });
  if (!item) throw new Error(`${given.module} ${given.instance} is not graded`);
  storeGrade(sql, item, given, given.grade);
  const total = sql.first('grade_items', { courseid: Number(item.courseid), itemtype: 'course' });
  if (total) storeGrade(sql, total, given, sumOfGrades(sql, Number(item.courseid), given.userId));
}

function gradeAssignment(
  sql: SampleSql,
  { instance, userId, grade, grader, time, feedback }: NewGrade,
): void {
  const address = { assignment: instance, userid: userId, attemptnumber: 0 };
  const change = { grader, grade, timemodified: time };
  const earlier = sql.first('assign_grades', address);
  if (earlier) sql.update('assign_grades', { id: earlier.id }, change);
  const id = earlier?.id ?? sql.insert('assign_grades', { ...address, ...change, timecreated: time });
  if (feedback === undefined) return;
  sql.remove('assignfeedback_comments', { grade: id });
  sql.insert('assignfeedback_comments', {
    assignment: instance,
    grade: id,
    commenttext: feedback,
    commentformat: 1,
  });
}

function storeGrade(sql: SampleSql, item: StoredRow, given: NewGrade, value: number): void {
  const { userId, grader, time } = given;
  const own = item.itemtype === 'mod';
  const change = {
    rawgrade: own ? value : null,
    finalgrade: value,
    usermodified: grader,
    timemodified: time,
  };
  const earlier = sql.first('grade_grades', { itemid: item.id, userid: userId });
  if (earlier) sql.update('grade_grades', { id: earlier.id }, change);
  else {
    const rawgrademax = Number(item.grademax);
    sql.insert('grade_grades', {
      itemid: item.id,
      userid: userId,
      rawgrademax,
      timecreated: time,
      ...change,
    });
  }
}

function sumOfGrades(sql: SampleSql, courseId: number, userId: number): number {
  const rows = sql.query<{ total: number | null }>(
    `SELECT SUM(g.finalgrade) AS total FROM {grade_grades} g JOIN {grade_items} i ON i.id = g.itemid
      WHERE i.courseid = ? AND i.itemtype = 'mod' AND g.userid = ?`,
    [courseId, userId],
  );
  return rows[0]?.total ?? 0;
}
