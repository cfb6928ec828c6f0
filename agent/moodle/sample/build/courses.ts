/** The courses with their people, groups, activities, and what the students have done in them so far. */
import { enrolUser } from '../course/enrolment.js';
import type { Row } from '../sql.js';
import { buildActivities } from './activities.js';
import { inTerm, termStart, type Build } from './build.js';
import type { PlannedCourse } from './categories.js';
import { buildCourseRows, type NewCourse } from './course-rows.js';
import type { People, Person } from './people.js';
import { roleIds } from './roles.js';
import type { CourseTeam } from './team.js';

export function buildCourses(build: Build, people: People, planned: readonly PlannedCourse[]): void {
  for (const plan of planned) {
    const course = buildCourseRows(build, plan);
    const team = enrolTeam(build, course, people, plan.entry.hidden ? 4 : build.random.between(12, 48));
    buildActivities(build, plan.entry, team);
    buildCompletion(build, team);
  }
}

function enrolTeam(build: Build, course: NewCourse, people: People, size: number): CourseTeam {
  const { sql, random, now } = build;
  const teachers = random.sample(people.teachers, 2);
  const students = random.sample(people.students, size);
  const enrol = (person: Person, roleId: number) => {
    const time = termStart + random.between(-10, 10) * 86400;
    const suspended = roleId === roleIds.student && random.chance(0.02);
    enrolUser(sql, { courseId: course.id, userId: person.id, roleId, by: people.admin, time, suspended });
    const seen = Number(sql.first('user', { id: person.id })?.lastaccess ?? 0);
    if (seen === 0) return;
    const timeaccess = seen - random.between(0, 10) * 3600;
    sql.insert('user_lastaccess', {
      userid: person.id,
      courseid: course.id,
      timeaccess: Math.min(timeaccess, now),
    });
  };
  const [teacher, assistant] = teachers;
  if (!teacher || !assistant) throw new Error('A course needs two teachers');
  enrol(teacher, roleIds.editingteacher);
  enrol(assistant, roleIds.teacher);
  for (const student of students) enrol(student, roleIds.student);
  return { course, teacher, students, groups: buildGroups(build, course, students) };
}

function buildGroups({ sql }: Build, course: NewCourse, students: readonly Person[]): number[] {
  if (students.length < 20) return [];
  const dates: Row = { courseid: course.id, timecreated: termStart, timemodified: termStart };
  const grouping = sql.insert('groupings', { ...dates, name: 'Seminar groups', description: '' });
  return ['Seminar A (Monday)', 'Seminar B (Thursday)'].map((name, half) => {
    const groupid = sql.insert('groups', { ...dates, name, description: '', descriptionformat: 1 });
    sql.insert('groupings_groups', { groupingid: grouping, groupid, timeadded: termStart });
    for (const student of students.filter((_, i) => i % 2 === half)) {
      sql.insert('groups_members', { groupid, userid: student.id, timeadded: termStart });
    }
    return groupid;
  });
}

/** Who has ticked what: the diligent first weeks, the less diligent later ones. */
function buildCompletion({ sql, random }: Build, team: CourseTeam): void {
  const course = team.course.id;
  for (const cm of sql.select('course_modules', { course })) {
    if (cm.completion === 0) continue;
    for (const student of team.students) {
      if (!random.chance(0.35)) continue;
      sql.insert('course_modules_completion', {
        coursemoduleid: cm.id,
        userid: student.id,
        completionstate: 1,
        timemodified: inTerm(random.between(1, 9), random.between(0, 6), random.between(8, 22)),
      });
    }
  }
  for (const student of team.students) {
    sql.insert('course_completions', { userid: student.id, course, timeenrolled: termStart });
  }
}
