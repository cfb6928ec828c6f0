/** The activities of a course, section by section. */
import { addActivity, type NewActivity } from '../course/activity.js';
import { buildAssignment } from './assignments.js';
import { inTerm, type Build } from './build.js';
import type { CourseEntry } from './catalogue.js';
import type { CourseTeam } from './team.js';
import { buildBook, buildResource } from './documents.js';
import { buildAnnouncements, buildDiscussionForum } from './forums.js';
import { paragraphs } from './prose.js';
import { buildQuiz } from './quizzes.js';

/** Every activity shows its completion when it is viewed or by hand. */
export const tracked = { completion: 1 } as const;

export function buildActivities(build: Build, entry: CourseEntry, team: CourseTeam): void {
  const { random } = build;
  buildAnnouncements(build, team);
  const recordings = entry.recordings ?? 0;
  entry.topics.forEach((topic, index) => {
    const section = index + 1;
    const time = inTerm(index, 0, 8);
    const make = (activity: Omit<NewActivity, 'courseId' | 'section' | 'time'>) =>
      addActivity(build.sql, { courseId: team.course.id, section, time, ...activity });

    if (random.chance(0.6)) {
      const intro = `<h4>${topic.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</h4>`;
      make({ module: 'label', name: topic, fields: { intro, introformat: 1 } });
    }
    make({
      module: 'page',
      name: `${topic}: notes`,
      settings: tracked,
      fields: {
        intro: '',
        introformat: 1,
        content: paragraphs(random, topic, random.between(2, 5)),
        contentformat: 1,
        display: 5,
        displayoptions: 'a:2:{s:10:"printintro";s:1:"0";s:17:"printlastmodified";s:1:"1";}',
        revision: 1,
      },
    });
    buildResource(build, team, { section, topic, time, megabytes: recordings / entry.topics.length });
    if (random.chance(0.4)) {
      const address = `https://library.lakeside.example/reading/${entry.shortname.toLowerCase()}/${section}`;
      const fields = { intro: '', introformat: 1, externalurl: address, displayoptions: 'a:0:{}' };
      make({ module: 'url', name: `Reading list: ${topic}`, settings: tracked, fields });
    }
    if (random.chance(0.3)) buildBook(build, team, { section, topic, time });
    if (index % 2 === 0) buildAssignment(build, team, { section, topic, week: index });
    if (index % 3 === 1) buildQuiz(build, team, { section, topic, week: index });
    if (random.chance(0.4)) buildDiscussionForum(build, team, { section, topic, week: index });
  });
}
