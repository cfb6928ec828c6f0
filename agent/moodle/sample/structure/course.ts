/** The archive's files that belong to the whole course. */
import { holder, row } from './node.js';

const byUser = { userid: 'user', modifierid: 'user', usermodified: 'user' } as const;

/** Who is enrolled by a way to enrol. */
export const userEnrolment = row('enrolment', 'user_enrolments', { parent: 'enrolid', refs: byUser });

/** `course/enrolments.xml`, below the course. */
export const enrolments = holder(
  'enrols',
  row('enrol', 'enrol', { parent: 'courseid', refs: { roleid: 'role' } }, [
    holder('user_enrolments', userEnrolment),
  ]),
);

/** `roles.xml` of the course and of each activity, below a context. */
export const roleAssignments = holder(
  'role_assignments',
  row('assignment', 'role_assignments', { parent: 'contextid', refs: { roleid: 'role', ...byUser } }),
);

/** `groups.xml`, below the course. */
export const groups = [
  row('group', 'groups', { parent: 'courseid' }, [
    holder('group_members', row('group_member', 'groups_members', { parent: 'groupid', refs: byUser })),
  ]),
  holder(
    'groupings',
    row('grouping', 'groupings', { parent: 'courseid' }, [
      holder(
        'grouping_groups',
        row('grouping_group', 'groupings_groups', { parent: 'groupingid', refs: { groupid: 'groups' } }),
      ),
    ]),
  ),
];

const gradeGrades = holder(
  'grade_grades',
  row('grade_grade', 'grade_grades', { parent: 'itemid', refs: byUser }),
);
const itemRefs = { categoryid: 'grade_categories', scaleid: 'scale' } as const;
const courseItem = (itemtype: string, refs = {}) =>
  row(
    'grade_item',
    'grade_items',
    { parent: 'courseid', fixed: { itemtype }, refs: { ...itemRefs, ...refs } },
    [gradeGrades],
  );

/** `gradebook.xml`, below the course. */
export const gradebook = [
  holder(
    'grade_categories',
    row('grade_category', 'grade_categories', { parent: 'courseid', refs: { parent: 'grade_categories' } }),
  ),
  holder(
    'grade_items',
    courseItem('course', { iteminstance: 'grade_categories' }),
    courseItem('category', { iteminstance: 'grade_categories' }),
    courseItem('manual'),
  ),
  holder('grade_settings', row('grade_setting', 'grade_settings', { parent: 'courseid' })),
];

/** The grade items of an activity, with what identifies them. */
export const activityItems = (module: string, instance: number) => ({
  itemtype: 'mod',
  itemmodule: module,
  iteminstance: instance,
});

/** `grades.xml` of an activity, below the row of the activity. */
export function activityGrades(module: string) {
  return holder(
    'grade_items',
    row(
      'grade_item',
      'grade_items',
      { parent: 'iteminstance', fixed: { itemtype: 'mod', itemmodule: module }, refs: itemRefs },
      [gradeGrades],
    ),
  );
}

/** `grade_history.xml` of the course and of each activity, below a grade item. */
export const gradeHistory = holder(
  'grade_grades',
  row('grade_grade', 'grade_grades_history', {
    parent: 'itemid',
    keepParent: true,
    refs: { ...byUser, itemid: 'grade_items', oldid: 'grade_grades', loggeduser: 'user' },
  }),
);

/** `filters.xml` of the course and of each activity, below a context. */
export const filters = holder(
  'filter_actives',
  row('filter_active', 'filter_active', { parent: 'contextid', omit: ['sortorder'] }),
);

/** `comments.xml` of the course and of each activity, below a context. */
export const comments = row('comment', 'comments', { parent: 'contextid', refs: byUser });

/** `logstores.xml` of the course and of each activity, below a context. */
export const logs = holder(
  'logstore',
  holder(
    'subplugin_logstore_standard_logstore',
    row('logstore_standard_log', 'logstore_standard_log', {
      parent: 'contextid',
      refs: { ...byUser, relateduserid: 'user', realuserid: 'user' },
      base64: ['other'],
      // They name rows of this site, some of them of no backup.
      omit: ['contextlevel', 'contextinstanceid', 'objectid'],
    }),
  ),
);

/** `block.xml`, below the course's context. */
export const block = row('block', 'block_instances', { parent: 'parentcontextid' });

/** `completion.xml` of an activity, below its course module. */
export const activityCompletion = [
  row('completion', 'course_modules_completion', { parent: 'coursemoduleid', refs: byUser }),
  holder(
    'completionviews',
    row('completionview', 'course_modules_viewed', { parent: 'coursemoduleid', refs: byUser }),
  ),
];

/** `completion.xml` of the course. */
export const courseCompletion = [
  row(
    'course_completion_criteria',
    'course_completion_criteria',
    { parent: 'course', refs: { moduleinstance: 'course_modules', role: 'role' } },
    [
      holder(
        'course_completion_crit_completions',
        row('course_completion_crit_compl', 'course_completion_crit_compl', {
          parent: 'criteriaid',
          refs: byUser,
        }),
      ),
    ],
  ),
  row('course_completions', 'course_completions', { parent: 'course', refs: byUser }),
  row('course_completion_aggr_methd', 'course_completion_aggr_methd', { parent: 'course' }),
];

/** What stands in `section.xml`, below the course. */
export const section = row('section', 'course_sections', {
  parent: 'course',
  alias: { section: 'number', availability: 'availabilityjson' },
});

/** What stands in `module.xml`, below the course. */
export const courseModule = row('module', 'course_modules', {
  parent: 'course',
  refs: { section: 'course_sections', groupingid: 'groupings' },
  omit: ['module', 'instance'],
});

/** What stands in `course.xml`. */
export const course = row('course', 'course', { omit: ['category', 'sortorder', 'cacherev'] }, [
  holder(
    'courseformatoptions',
    row('courseformatoption', 'course_format_options', {
      parent: 'courseid',
      refs: { sectionid: 'course_sections' },
    }),
  ),
]);
