/** Enrols people into courses, with the role that they get by it. */
import type { SampleSql } from '../sql.js';
import { roleIds } from '../build/roles.js';
import { contextLevel, contextOf } from './context.js';

export interface NewEnrolment {
  courseId: number;
  userId: number;
  roleId: number;
  /** Who enrolled them. */
  by: number;
  /** Unix seconds. */
  time: number;
  suspended?: boolean;
}

/** The ways to enrol that a new course has. @param time unix seconds */
export function addDefaultMethods(sql: SampleSql, courseid: number, time: number): void {
  const dates = { courseid, timecreated: time, timemodified: time };
  addManualMethod(sql, courseid, time);
  sql.insert('enrol', { ...dates, enrol: 'guest', status: 1, sortorder: 1 });
  sql.insert('enrol', {
    ...dates,
    enrol: 'self',
    status: 1,
    sortorder: 2,
    roleid: roleIds.student,
    customint6: 1,
  });
}

/** @returns its id */
export function addManualMethod(sql: SampleSql, courseid: number, time: number): number {
  return sql.insert('enrol', {
    courseid,
    enrol: 'manual',
    roleid: roleIds.student,
    expirythreshold: 86400,
    timecreated: time,
    timemodified: time,
  });
}

/** Enrols a person by hand. Someone who is enrolled already only gets the role besides. */
export function enrolUser(sql: SampleSql, enrolment: NewEnrolment): void {
  const { courseId, userId, roleId, by, time } = enrolment;
  const method = sql.first('enrol', { courseid: courseId, enrol: 'manual' });
  if (!method) throw new Error(`Course ${courseId} has no manual enrolment`);
  if (!sql.first('user_enrolments', { enrolid: method.id, userid: userId })) {
    sql.insert('user_enrolments', {
      status: enrolment.suspended ? 1 : 0,
      enrolid: method.id,
      userid: userId,
      timestart: time,
      timeend: 0,
      modifierid: by,
      timecreated: time,
      timemodified: time,
    });
  }
  const contextid = contextOf(sql, contextLevel.course, courseId);
  const role = { roleid: roleId, contextid, userid: userId };
  if (!sql.first('role_assignments', role)) {
    sql.insert('role_assignments', { ...role, timemodified: time, modifierid: by });
  }
}

/** Takes a person out of a course; grades stay, as in Moodle. */
export function unenrolUser(sql: SampleSql, courseId: number, userId: number): void {
  for (const method of sql.select('enrol', { courseid: courseId })) {
    sql.remove('user_enrolments', { enrolid: method.id, userid: userId });
  }
  sql.remove('role_assignments', {
    contextid: contextOf(sql, contextLevel.course, courseId),
    userid: userId,
  });
  for (const group of sql.select('groups', { courseid: courseId })) {
    sql.remove('groups_members', { groupid: group.id, userid: userId });
  }
}
