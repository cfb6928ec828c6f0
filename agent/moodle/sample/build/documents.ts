/** Files to download and books to read. */
import { addActivity } from '../course/activity.js';
import { addFile } from '../filedir.js';
import type { Build } from './build.js';
import type { CourseTeam } from './team.js';
import { paragraphs } from './prose.js';

interface Place {
  section: number;
  topic: string;
  /** Unix seconds. */
  time: number;
}

/** A handout, or the week's recording where the course has some. */
export function buildResource(build: Build, team: CourseTeam, place: Place & { megabytes: number }): void {
  const { sql, random, layout } = build;
  const { section, topic, time, megabytes } = place;
  const recording = megabytes > 0;
  const { contextid } = addActivity(sql, {
    courseId: team.course.id,
    section,
    time,
    module: 'resource',
    name: recording ? `Recording: ${topic}` : `Handout: ${topic}`,
    settings: { completion: 1 },
    fields: { intro: '', introformat: 1, revision: 1, displayoptions: 'a:1:{s:10:"printintro";i:1;}' },
  });
  const text = paragraphs(random, topic, 6).replace(/<[^>]*>/g, '');
  addFile(sql, layout.filedir, {
    contextid,
    component: 'mod_resource',
    filearea: 'content',
    itemid: 0,
    filename: recording ? `recording-${section}.mp4` : `handout-${section}.txt`,
    mimetype: recording ? 'video/mp4' : 'text/plain',
    // What a film looks like to everything that only carries it: bytes that cannot be made smaller.
    content: recording ? random.bytes(Math.round(megabytes * 1048576)) : Buffer.from(text, 'utf8'),
    userid: team.teacher.id,
    time,
  });
}

export function buildBook(build: Build, team: CourseTeam, { section, topic, time }: Place): void {
  const { sql, random } = build;
  const { instance } = addActivity(sql, {
    courseId: team.course.id,
    section,
    time,
    module: 'book',
    name: `${topic} step by step`,
    settings: { completion: 1 },
    fields: { intro: '', introformat: 1, numbering: 1, navstyle: 1, revision: 1, timecreated: time },
  });
  const chapters = ['Why it matters', 'Words you need', 'An example', 'Try it yourself'];
  chapters.forEach((title, i) =>
    sql.insert('book_chapters', {
      bookid: instance,
      pagenum: i + 1,
      subchapter: i === 2 ? 1 : 0,
      title,
      content: paragraphs(random, topic, 2),
      contentformat: 1,
      timecreated: time,
      timemodified: time,
    }),
  );
}
