/** `<module>.xml` of every activity module that the sample site has, below the activity's row. */
import { holder, row, type RowNode, type StructureNode } from './node.js';
import { questionReference, questionUsage } from './questions.js';

const refs = { userid: 'user', groupid: 'groups' } as const;

const post = row('post', 'forum_posts', {
  parent: 'discussion',
  refs: { userid: 'user', parent: 'forum_posts', privatereplyto: 'user' },
});
const discussion = row(
  'discussion',
  'forum_discussions',
  { parent: 'forum', refs: { ...refs, firstpost: 'forum_posts', usermodified: 'user' } },
  [
    holder('posts', post),
    holder('discussion_subs', row('discussion_sub', 'forum_discussion_subs', { parent: 'discussion', refs })),
  ],
);
const forum = [
  holder('discussions', discussion),
  holder('subscriptions', row('subscription', 'forum_subscriptions', { parent: 'forum', refs })),
  holder('digests', row('digest', 'forum_digests', { parent: 'forum', refs })),
  holder(
    'readposts',
    row('read', 'forum_read', {
      parent: 'forumid',
      refs: { userid: 'user', discussionid: 'forum_discussions', postid: 'forum_posts' },
    }),
  ),
  holder('trackedprefs', row('track', 'forum_track_prefs', { parent: 'forumid', refs })),
  holder('grades', row('grade', 'forum_grades', { parent: 'forum', refs })),
];

/** The part of a subplugin of the assignment, in an element of its own. */
function subplugin(type: string, plugin: string, of: string, name: string, parent: string): StructureNode {
  const table = `${type}_${plugin}`;
  return holder(
    `subplugin_${type}_${plugin}_${of}`,
    row(name, table, { parent, refs: { assignment: 'assign' } }),
  );
}
const submission = row('submission', 'assign_submission', { parent: 'assignment', refs }, [
  subplugin('assignsubmission', 'onlinetext', 'submission', 'submission_onlinetext', 'submission'),
  subplugin('assignsubmission', 'file', 'submission', 'submission_file', 'submission'),
]);
const assignGrade = row(
  'grade',
  'assign_grades',
  { parent: 'assignment', refs: { ...refs, grader: 'user' } },
  [subplugin('assignfeedback', 'comments', 'grade', 'feedback_comments', 'grade')],
);
const assign = [
  holder(
    'userflags',
    row('userflag', 'assign_user_flags', {
      parent: 'assignment',
      refs: { ...refs, allocatedmarker: 'user' },
    }),
  ),
  holder('submissions', submission),
  holder('grades', assignGrade),
  holder('plugin_configs', row('plugin_config', 'assign_plugin_config', { parent: 'assignment' })),
  holder('overrides', row('override', 'assign_overrides', { parent: 'assignid', refs })),
];

const quiz = [
  holder('quiz_grade_items', row('quiz_grade_item', 'quiz_grade_items', { parent: 'quizid' })),
  holder(
    'question_instances',
    row(
      'question_instance',
      'quiz_slots',
      { parent: 'quizid', refs: { quizgradeitemid: 'quiz_grade_items' } },
      [questionReference],
    ),
  ),
  holder('sections', row('section', 'quiz_sections', { parent: 'quizid' })),
  holder('feedbacks', row('feedback', 'quiz_feedback', { parent: 'quizid' })),
  holder('overrides', row('override', 'quiz_overrides', { parent: 'quiz', refs })),
  holder('grades', row('grade', 'quiz_grades', { parent: 'quiz', alias: { grade: 'gradeval' }, refs })),
  holder(
    'attempts',
    row('attempt', 'quiz_attempts', { parent: 'quiz', alias: { attempt: 'attemptnum' }, refs }, [
      questionUsage,
    ]),
  ),
];

const children: Readonly<Record<string, readonly StructureNode[]>> = {
  assign,
  book: [holder('chapters', row('chapter', 'book_chapters', { parent: 'bookid' }))],
  forum,
  label: [],
  page: [],
  quiz,
  resource: [],
  url: [],
};

const refsOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  assign: { teamsubmissiongroupingid: 'groupings' },
};
const aliasOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  quiz: { attempts: 'attempts_number' },
};

/** The module's structure, or undefined when the sample does not have that module. */
export function moduleStructure(module: string): RowNode | undefined {
  const inside = Object.hasOwn(children, module) ? children[module] : undefined;
  return inside && row(module, module, { refs: refsOf[module], alias: aliasOf[module] }, inside);
}

/** Which row a file's `itemid` names, by component and area; elsewhere it is a number of its own. */
export const fileItems: Readonly<Record<string, string>> = {
  'mod_forum/post': 'forum_posts',
  'mod_forum/attachment': 'forum_posts',
  'assignsubmission_file/submission_files': 'assign_submission',
  'assignsubmission_onlinetext/submissions_onlinetext': 'assign_submission',
  'assignfeedback_comments/feedback': 'assign_grades',
  'mod_book/chapter': 'book_chapters',
  'mod_quiz/feedback': 'quiz_feedback',
  'course/section': 'course_sections',
  'question/questiontext': 'question',
  'question/generalfeedback': 'question',
  'question/answer': 'question_answers',
  'question/answerfeedback': 'question_answers',
};
