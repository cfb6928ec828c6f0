/** Assignments with what was handed in and how it was graded. */
import { addActivity } from '../course/activity.js';
import { giveGrade, submitText } from '../course/grading.js';
import { addFile } from '../filedir.js';
import { inTerm, type Build } from './build.js';
import type { CourseTeam } from './team.js';
import { paragraphs } from './prose.js';

/** An assignment that takes a text and files; about two thirds hand in, and most of those are graded. */
export function buildAssignment(
  build: Build,
  team: CourseTeam,
  { section, topic, week }: { section: number; topic: string; week: number },
): void {
  const { sql, random, layout } = build;
  const { instance, contextid } = addActivity(sql, {
    courseId: team.course.id,
    section,
    time: inTerm(week),
    module: 'assign',
    name: `Assignment: ${topic}`,
    grade: 100,
    settings: { completion: 2, completiongradeitemnumber: null },
    fields: {
      intro: paragraphs(random, topic, 1),
      introformat: 1,
      alwaysshowdescription: 1,
      submissiondrafts: 0,
      duedate: inTerm(week + 2, 4, 17),
      cutoffdate: inTerm(week + 3, 4, 17),
      grade: 100,
      completionsubmit: 1,
      maxattempts: -1,
      attemptreopenmethod: 'none',
    },
  });
  for (const [subtype, plugin] of [
    ['assignsubmission', 'onlinetext'],
    ['assignsubmission', 'file'],
    ['assignfeedback', 'comments'],
  ] as const) {
    sql.insert('assign_plugin_config', {
      assignment: instance,
      plugin,
      subtype,
      name: 'enabled',
      value: '1',
    });
  }
  for (const student of team.students) {
    if (!random.chance(0.65)) continue;
    const time = inTerm(week + 1, random.between(0, 6), random.between(8, 22));
    const text = paragraphs(random, topic, 1);
    const itemid = submitText(sql, { assignment: instance, userId: student.id, text, time });
    if (random.chance(0.15)) {
      const content = Buffer.from(`${topic}\n\n${text.replace(/<[^>]*>/g, '')}\n`, 'utf8');
      const area = { contextid, component: 'assignsubmission_file', filearea: 'submission_files', itemid };
      const file = {
        filename: `essay-${student.id}.txt`,
        mimetype: 'text/plain',
        userid: student.id,
        content,
        time,
      };
      addFile(sql, layout.filedir, { ...area, ...file });
      sql.insert('assignsubmission_file', { assignment: instance, submission: itemid, numfiles: 1 });
    }
    if (!random.chance(0.8)) continue;
    giveGrade(sql, {
      module: 'assign',
      instance,
      userId: student.id,
      grade: random.between(38, 97),
      grader: team.teacher.id,
      time: inTerm(week + 3, random.between(0, 4), 15),
      feedback: random.chance(0.4) ? '<p>Well argued. Please cite your sources.</p>' : undefined,
    });
  }
}
