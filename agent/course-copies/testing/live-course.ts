/** A course on the live Moodle of MOODLE_DIR that has something of everything that the options name. */
import { inMoodle, makeCourse } from '../../backup/testing/live-moodle.js';

/** Makes it by Moodle's generator, and fills it through Moodle's own functions. */
export async function makeFullCourse(): Promise<number> {
  const course = await makeCourse();
  await inMoodle(
    `require_once($CFG->libdir . '/filterlib.php'); require_once($CFG->libdir . '/completionlib.php');
     require_once($CFG->libdir . '/blocklib.php'); require_once($CFG->dirroot . '/comment/lib.php');
     $course = (int)$moopanel->course; $context = context_course::instance($course);
     set_config('enablecompletion', 1); set_config('usecomments', 1);
     update_course((object)['id' => $course, 'enablecompletion' => 1]);
     $student = (int)$DB->get_field_sql("SELECT MIN(ue.userid) FROM {user_enrolments} ue
       JOIN {enrol} e ON e.id = ue.enrolid WHERE e.courseid = ?", [$course]);
     $cm = fn($name) => current(get_fast_modinfo($course, -1)->get_instances_of($name))->get_course_module_record();
     enrol_get_plugin('self')->add_instance(get_course($course), ['name' => 'By a key', 'status' => 0, 'roleid' => 5]);
     filter_set_local_state('emoticon', $context->id, TEXTFILTER_OFF);
     $page = new moodle_page(); $page->set_context($context); $page->set_course(get_course($course));
     $page->set_pagelayout('course'); $page->set_pagetype('course-view-topics'); $page->blocks->add_region('side-pre', false);
     $page->blocks->add_block('html', 'side-pre', 0, false, 'course-view-*');
     $DB->set_field('course_modules', 'completion', 1, ['id' => $cm('page')->id]);
     rebuild_course_cache($course, true);
     $page = get_coursemodule_from_id('page', $cm('page')->id, $course, false, MUST_EXIST);
     (new completion_info(get_course($course)))->update_state($page, COMPLETION_COMPLETE, $student);
     grade_update('moopanel-test', $course, 'mod', 'assign', $cm('assign')->instance, 0, ['userid' => $student, 'rawgrade' => 71]);
     \\core\\session\\manager::set_user($DB->get_record('user', ['id' => $student]));
     forum_add_discussion((object)['course' => $course, 'forum' => $cm('forum')->instance, 'name' => 'Q', 'message' => 'Why?',
       'messageformat' => 1, 'messagetrust' => 0, 'mailnow' => 0, 'groupid' => -1]);
     (new comment((object)['context' => $context, 'component' => 'block_comments', 'area' => 'page_comments', 'itemid' => 0,
       'course' => get_course($course)]))->add('Hm');
     \\core\\event\\course_viewed::create(['context' => $context])->trigger();
     get_log_manager(true);
     return true;`,
    { course },
  );
  return course;
}

export interface CourseContent {
  activities: number;
  blocks: number;
  filters: number;
  /** Those that the course has beside what every new one has. */
  methods: number;
  enrolled: number;
  roles: number;
  comments: number;
  completion: number;
  logs: number;
  histories: number;
  grades: number;
  posts: number;
}

/** What there is in a course, counted in the site's own tables. */
export const contentOf = (course: number) =>
  inMoodle<CourseContent>(
    `$course = (int)$moopanel->course; $context = context_course::instance($course);
     $n = fn($from, ...$values) => (int)$DB->count_records_sql("SELECT COUNT(*) FROM $from", $values);
     return [
       'activities' => $n('{course_modules} WHERE course = ?', $course),
       'blocks' => $n("{block_instances} WHERE parentcontextid = ? AND blockname = 'html'", $context->id),
       'filters' => $n('{filter_active} WHERE contextid = ?', $context->id),
       'methods' => $n("{enrol} WHERE courseid = ? AND name = 'By a key'", $course),
       'enrolled' => $n('{user_enrolments} u JOIN {enrol} e ON e.id = u.enrolid WHERE e.courseid = ?', $course),
       'roles' => $n('{role_assignments} WHERE contextid = ?', $context->id),
       'comments' => $n('{comments} WHERE contextid = ?', $context->id),
       'completion' => $n('{course_modules_completion} c JOIN {course_modules} m ON m.id = c.coursemoduleid WHERE m.course = ?', $course),
       'logs' => $n("{logstore_standard_log} WHERE courseid = ? AND eventname LIKE '%course_viewed'", $course),
       'histories' => $n("{grade_grades_history} h JOIN {grade_items} i ON i.id = h.itemid WHERE i.courseid = ? AND h.source = 'moopanel-test'", $course),
       'grades' => $n('{grade_grades} g JOIN {grade_items} i ON i.id = g.itemid WHERE i.courseid = ? AND g.finalgrade IS NOT NULL', $course),
       'posts' => $n('{forum_posts} p JOIN {forum_discussions} d ON d.id = p.discussion WHERE d.course = ?', $course),
     ];`,
    { course },
  );

/** How much of courses the site has: nothing of a failed copy may stay. */
export const siteSize = () =>
  inMoodle<Record<string, number>>(
    `$size = ['counted' => (int)$DB->get_field_sql('SELECT SUM(coursecount) FROM {course_categories}'),
       'contexts' => $DB->count_records_select('context', 'contextlevel >= 50')];
     foreach (['course', 'course_sections', 'course_modules', 'enrol', 'block_instances', 'grade_items', 'forum', 'page'] as $table) {
         $size[$table] = $DB->count_records($table);
     }
     return $size;`,
  );
