/** An agent beside a sample site, and what tests ask of its course copies. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CopyOptions } from '../../../contract/agent/course-copies.js';
import { copyOptionDefaults } from '../../../contract/agent/course-copies.js';
import { contextLevel, contextOf } from '../../moodle/sample/course/context.js';
import { openFixture, type SampleFixture } from '../../moodle/sample/testing/sample-fixture.js';
import type { TaskView } from '../../tasks/task-view.js';
import { startHttpAgent, type HttpAgent } from '../../testing/http-agent.js';
import type { WebserviceCall } from '../../webservice/function.js';
import { WebserviceError } from '../../webservice/webservice-error.js';
import { courseCopyFunctions } from '../functions.js';
import { courseCopyHandlers } from '../handlers.js';

export interface CallOptions {
  userId?: number;
  isAdmin?: boolean;
  /** Capabilities that the caller lacks. */
  without?: readonly string[];
}

export interface CopyAgent {
  fixture: SampleFixture;
  agent: HttpAgent;
  /** Calls a web service function, whose parameters have passed their checks. */
  call(name: string, parameters: object, options?: CallOptions): Promise<Record<string, unknown>>;
  /** Calls it as a client of Moodle's web services does. */
  ask(username: string, parameters: Record<string, string>): Promise<unknown>;
  /** Sends a file to `upload.php`. @returns `localfile` for a restore, as parameters */
  upload(username: string, file: string): Promise<Record<string, string>>;
  /** Runs what is due and gives the newest task. */
  work(): Promise<TaskView>;
  stop(): Promise<void>;
}

export async function startCopyAgent(): Promise<CopyAgent> {
  const fixture = await openFixture();
  const agent = await startHttpAgent({ site: fixture.site });
  for (const handler of courseCopyHandlers(agent.context)) agent.context.tasks.register(handler);
  const tokens = new Map<string, string>();
  async function token(username: string): Promise<string> {
    const known = tokens.get(username);
    if (known !== undefined) return known;
    const made = await agent.ask('/webservice/tokens', { method: 'POST', data: { username } });
    const { token: fresh } = made.body as { token: string };
    tokens.set(username, fresh);
    return fresh;
  }
  return {
    fixture,
    agent,
    async call(name, parameters, { userId = 2, isAdmin = userId === 2, without = [] } = {}) {
      const definition = courseCopyFunctions.find((known) => known.name === name)!;
      const call: WebserviceCall = {
        context: agent.context,
        caller: { userId, username: `user${userId}`, tokenId: 1, isAdmin },
        baseUrl: agent.server.url,
        requireCapability: async (capability) => {
          if (without.includes(capability))
            throw new WebserviceError('required_capability_exception', 'nopermissions', capability);
        },
        capabilities: async (questions) => questions.map(({ capability }) => !without.includes(capability)),
      };
      return (await definition.run({ options: [], ...parameters } as never, call)) as Record<string, unknown>;
    },
    async ask(username, parameters) {
      const body = new URLSearchParams({
        ...parameters,
        wstoken: await token(username),
        moodlewsrestformat: 'json',
      });
      const answer = await fetch(`${agent.server.url}/webservice/rest/server.php`, { method: 'POST', body });
      return answer.json();
    },
    async upload(username, file) {
      const form = new FormData();
      form.append('file', new Blob([await readFile(file)]), basename(file));
      const url = `${agent.server.url}/webservice/upload.php?token=${await token(username)}`;
      const [stored] = (await (await fetch(url, { method: 'POST', body: form })).json()) as {
        contextid: number;
        itemid: number;
      }[];
      return {
        'localfile[contextid]': String(stored!.contextid),
        'localfile[itemid]': String(stored!.itemid),
      };
    },
    async work() {
      await agent.context.tasks.runOnce();
      const [newest] = await agent.context.tasks.list({ limit: 1 });
      return newest!;
    },
    async stop() {
      await agent.stop();
      await fixture.dispose();
    },
  };
}

export const withOptions = (changes: Partial<CopyOptions>): CopyOptions => ({
  ...copyOptionDefaults,
  ...changes,
});

/** What a full copy has, by the options that bring it. */
export const allOptions = withOptions({
  users: 1,
  role_assignments: 1,
  comments: 1,
  userscompletion: 1,
  logs: 1,
  grade_histories: 1,
});

/** Gives a course of the sample what the sample's own courses lack. */
export function furnish({ sql }: SampleFixture, courseId: number, userId: number): void {
  const contextid = contextOf(sql, contextLevel.course, courseId);
  const block = {
    parentcontextid: contextid,
    blockname: 'html',
    pagetypepattern: '*',
    defaultregion: 'side-pre',
  };
  const blockId = sql.insert('block_instances', { ...block, configdata: 'Tzo4OiJzdGRDbGFzcyI6MDp7fQ==' });
  sql.insert('context', { contextlevel: contextLevel.block, instanceid: blockId, depth: 4 });
  sql.insert('enrol', { courseid: courseId, enrol: 'self', name: 'By a key' });
  sql.insert('filter_active', { filter: 'multilang', contextid, active: -1 });
  const comment = { contextid, component: 'block_comments', commentarea: 'page_comments', content: 'Hm' };
  sql.insert('comments', { ...comment, userid: userId, timecreated: 1 });
  const log = {
    contextid,
    contextlevel: 50,
    contextinstanceid: courseId,
    courseid: courseId,
    userid: userId,
  };
  sql.insert('logstore_standard_log', {
    ...log,
    eventname: '\\core\\event\\course_viewed',
    component: 'core',
    action: 'viewed',
    target: 'course',
    other: '{"é":"<1>"}',
    timecreated: 5,
  });
  const item = sql.first('grade_items', { courseid: courseId, itemtype: 'mod' })!;
  sql.insert('grade_grades_history', { action: 1, oldid: 1, itemid: item.id, userid: userId, finalgrade: 7 });
  const cm = sql.select('course_modules', { course: courseId })[0]!;
  if (!sql.first('course_modules_completion', { coursemoduleid: cm.id, userid: userId }))
    sql.insert('course_modules_completion', { coursemoduleid: cm.id, userid: userId, completionstate: 1 });
}

const CONTEXTS = `SELECT id FROM {context} WHERE id = :c OR path LIKE :c2`;

/** What there is in a course, in the site's own tables. */
export function contentOf({ sql }: SampleFixture, courseId: number) {
  const context = sql.first('context', { contextlevel: contextLevel.course, instanceid: courseId })!;
  const contexts = CONTEXTS.replace(':c2', `'${context.path}/%'`).replace(':c', String(context.id));
  const count = (from: string) => sql.query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${from}`)[0]!.n;
  const inContexts = (table: string) => count(`{${table}} WHERE contextid IN (${contexts})`);
  const ofModules = (table: string) =>
    count(`{${table}} x JOIN {course_modules} m ON m.id = x.coursemoduleid WHERE m.course = ${courseId}`);
  const ofItems = (table: string) =>
    count(`{${table}} x JOIN {grade_items} i ON i.id = x.itemid WHERE i.courseid = ${courseId}`);
  return {
    sections: count(`{course_sections} WHERE course = ${courseId}`),
    activities: count(`{course_modules} WHERE course = ${courseId}`),
    blocks: count(`{block_instances} WHERE parentcontextid = ${context.id}`),
    filters: inContexts('filter_active'),
    /** Those that the course has beside what every new one has. */
    methods: count(`{enrol} WHERE courseid = ${courseId} AND name = 'By a key'`),
    enrolled: count(`{user_enrolments} x JOIN {enrol} e ON e.id = x.enrolid WHERE e.courseid = ${courseId}`),
    roles: inContexts('role_assignments'),
    comments: inContexts('comments'),
    completion: ofModules('course_modules_completion'),
    logs: count(`{logstore_standard_log} WHERE courseid = ${courseId}`),
    histories: ofItems('grade_grades_history'),
    grades: ofItems('grade_grades'),
    submissions: count(
      `{assign_submission} s JOIN {assign} a ON a.id = s.assignment WHERE a.course = ${courseId}`,
    ),
    posts: count(
      `{forum_posts} p JOIN {forum_discussions} d ON d.id = p.discussion WHERE d.course = ${courseId}`,
    ),
    files: inContexts('files'),
  };
}

/** How many courses, contexts and files the site has: nothing of a failed copy may stay. */
export const sizeOf = ({ sql }: SampleFixture) =>
  sql.query<Record<string, number>>(
    `SELECT (SELECT COUNT(*) FROM {course}) AS courses, (SELECT COUNT(*) FROM {context}) AS contexts,
      (SELECT COUNT(*) FROM {files}) AS files, (SELECT SUM(coursecount) FROM {course_categories}) AS counted`,
  )[0]!;
