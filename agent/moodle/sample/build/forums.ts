/** Forums with discussions and answers. */
import { addActivity } from '../course/activity.js';
import { replyTo, startDiscussion } from '../course/forum.js';
import { inTerm, termStart, type Build } from './build.js';
import type { CourseTeam } from './team.js';
import { paragraphs, reply } from './prose.js';

/** The announcements on top of each course. */
export function buildAnnouncements({ sql, random }: Build, team: CourseTeam): void {
  const { instance } = addActivity(sql, {
    courseId: team.course.id,
    section: 0,
    time: termStart,
    module: 'forum',
    name: 'Announcements',
    fields: { type: 'news', intro: 'General news and announcements', introformat: 1, forcesubscribe: 1 },
  });
  const subjects = random.sample(['Welcome', 'Room change in week 3', 'Reading week', 'Exam dates'], 2);
  subjects.forEach((subject, i) =>
    startDiscussion(sql, instance, {
      userId: team.teacher.id,
      subject,
      message: paragraphs(random, subject, 1),
      time: inTerm(i * 2, 1, 10),
    }),
  );
}

/** A forum on a topic, in which students talk. */
export function buildDiscussionForum(
  build: Build,
  team: CourseTeam,
  { section, topic, week }: { section: number; topic: string; week: number },
): void {
  const { sql, random } = build;
  const { instance } = addActivity(sql, {
    courseId: team.course.id,
    section,
    time: inTerm(week),
    module: 'forum',
    name: `Questions about ${topic}`,
    settings: { completion: 1 },
    fields: { intro: '<p>Ask, and answer each other.</p>', introformat: 1 },
  });
  for (let d = 0; d < random.between(1, 4); d += 1) {
    let time = inTerm(week, random.between(0, 4), random.between(8, 20));
    const starter = random.pick(team.students);
    const message = paragraphs(random, topic, 1);
    const subject = `${random.pick(['Help with', 'A thought on', 'Sources for'])} ${topic}`;
    let last = startDiscussion(sql, instance, { userId: starter.id, subject, message, time }).post;
    for (let r = 0; r < random.between(0, 5); r += 1) {
      time += random.between(600, 20000);
      const author = random.chance(0.25) ? team.teacher : random.pick(team.students);
      last = replyTo(sql, last, {
        userId: author.id,
        subject: `Re: ${subject}`,
        message: reply(random),
        time,
      });
    }
  }
}
