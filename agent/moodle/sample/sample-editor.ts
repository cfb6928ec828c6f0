/** Changes the sample site the way teachers and students change a Moodle: for people who try things, and for tests. */
import { addActivity, removeActivity, touchCourse, type NewActivity } from './course/activity.js';
import { enrolUser, unenrolUser } from './course/enrolment.js';
import { replyTo, startDiscussion } from './course/forum.js';
import { giveGrade, submitText } from './course/grading.js';
import { viewCourse, type CourseView } from './course-view.js';
import { roleIds } from './build/roles.js';
import { sampleLayout } from './layout.js';
import { SampleSql, type Row, type StoredRow } from './sql.js';

/** The administrator's id. */
const admin = 2;

/** Every change is one transaction and carries the time of the clock, as in Moodle. */
export class SampleEditor {
  readonly #sql: SampleSql;

  /**
   * @param folder the sample site's, in which it has been built already
   * @param clock for tests that must not wait for the next second
   */
  constructor(
    folder: string,
    private readonly clock: () => Date = () => new Date(),
  ) {
    this.#sql = new SampleSql(sampleLayout(folder).database);
  }

  /** @throws Error when there is no such course */
  view(courseId: number): CourseView {
    const view = viewCourse(this.#sql, courseId);
    if (!view) throw new Error(`No course ${courseId}`);
    return view;
  }

  /** The id of a course, by its short name. */
  courseId(shortname: string): number {
    const course = this.#sql.first('course', { shortname });
    if (!course) throw new Error(`No course ${shortname}`);
    return course.id;
  }

  /** The first activity of a kind in a course. */
  activity(courseId: number, module: string): number {
    const activities = this.view(courseId).sections.flatMap((section) => section.activities);
    const found = activities.find((activity) => activity.module === module);
    if (!found) throw new Error(`No ${module} in course ${courseId}`);
    return found.cmid;
  }

  /** Ids of the people enrolled in a course, ascending. */
  enrolled(courseId: number): number[] {
    const rows = this.#sql.query<{ id: number }>(
      `SELECT DISTINCT u.userid AS id FROM {user_enrolments} u JOIN {enrol} e ON e.id = u.enrolid
        WHERE e.courseid = ? ORDER BY u.userid`,
      [courseId],
    );
    return rows.map((row) => row.id);
  }

  /** The first person who could be in a course and is not. */
  outsider(courseId: number): number {
    const inside = new Set(this.enrolled(courseId));
    const people = this.#sql.select('user', { deleted: 0, suspended: 0 });
    const found = people.find((user) => user.id > admin && !inside.has(user.id));
    if (!found) throw new Error(`Everybody is in course ${courseId}`);
    return found.id;
  }

  /** @returns the new activity's course module id */
  addActivity(activity: Omit<NewActivity, 'time'>): number {
    return this.#change((time) => addActivity(this.#sql, { ...activity, time }).cmid);
  }

  deleteActivity(cmid: number): void {
    this.#change((time) => removeActivity(this.#sql, cmid, time));
  }

  /** Saves an activity's settings: columns of its module's table, such as `name` or `intro`. */
  changeActivity(cmid: number, fields: Row): void {
    this.#change((timemodified) => {
      const { cm, module } = this.#find(cmid);
      this.#sql.update(module, { id: Number(cm.instance) }, { ...fields, timemodified });
      touchCourse(this.#sql, Number(cm.course), timemodified);
    });
  }

  /** Saves a course's settings, such as `fullname` or `summary`. */
  changeCourse(courseId: number, fields: Row): void {
    this.#change((timemodified) => {
      this.#sql.update('course', { id: courseId }, { ...fields, timemodified });
      touchCourse(this.#sql, courseId, timemodified);
    });
  }

  /** Hands a text in to an assignment. */
  submit(cmid: number, userId: number, text: string): number {
    const assignment = Number(this.#find(cmid).cm.instance);
    return this.#change((time) => submitText(this.#sql, { assignment, userId, text, time }));
  }

  /** Grades someone in an assignment or a quiz. */
  grade(cmid: number, userId: number, grade: number): void {
    const { cm, module } = this.#find(cmid);
    if (module !== 'assign' && module !== 'quiz') throw new Error(`A ${module} is not graded here`);
    const instance = Number(cm.instance);
    this.#change((time) => giveGrade(this.#sql, { module, instance, userId, grade, grader: admin, time }));
  }

  /** Starts a discussion in a forum. @returns the id of its first post */
  post(cmid: number, userId: number, subject: string, message: string): number {
    const forum = Number(this.#find(cmid).cm.instance);
    return this.#change((time) => startDiscussion(this.#sql, forum, { userId, subject, message, time }).post);
  }

  /** Answers a post. @returns the id of the answer */
  reply(postId: number, userId: number, message: string): number {
    return this.#change((time) => replyTo(this.#sql, postId, { userId, subject: 'Re:', message, time }));
  }

  enrol(courseId: number, userId: number): void {
    const roleId = roleIds.student;
    this.#change((time) => enrolUser(this.#sql, { courseId, userId, roleId, by: admin, time }));
  }

  unenrol(courseId: number, userId: number): void {
    this.#change(() => unenrolUser(this.#sql, courseId, userId));
  }

  close(): void {
    this.#sql.close();
  }

  #find(cmid: number): { cm: StoredRow; module: string } {
    const cm = this.#sql.first('course_modules', { id: cmid });
    const module = cm && this.#sql.first('modules', { id: Number(cm.module) });
    if (!cm || !module) throw new Error(`No activity ${cmid}`);
    return { cm, module: String(module.name) };
  }

  #change<T>(work: (time: number) => T): T {
    const time = Math.floor(this.clock().getTime() / 1000);
    return this.#sql.transaction(() => work(time));
  }
}
