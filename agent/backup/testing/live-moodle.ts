/** A course of the tests' own on the live Moodle of MOODLE_DIR, changed by Moodle's own functions. */
import { execFileSync } from 'node:child_process';
import { programPart } from '../../moodle/php/php-program.js';
import { runPhp } from '../../moodle/php/run-php.js';

export const { MOODLE_DIR, GOLDEN_DIR } = process.env;

/** Says once that nothing of it is tested. */
export function warnWithoutMoodle(what: string): void {
  if (MOODLE_DIR) return;
  const text = `SKIPPED: MOODLE_DIR is not set, so that ${what} is not tested on a live Moodle.`;
  // eslint-disable-next-line no-console -- whoever runs the tests must see it
  console.warn(text);
}

/** Runs PHP inside of Moodle, as its administrator; the code returns a value. */
export async function inMoodle<T>(code: string, values: Record<string, unknown> = {}): Promise<T> {
  const result = await runPhp({
    command: ['php'],
    program: `${programPart('protocol.php')}\n${programPart('load-moodle.php')}
      moopanel_run(function () { global $CFG, $DB, $moopanel, $USER;
        require_once($CFG->dirroot . '/course/lib.php'); require_once($CFG->dirroot . '/course/modlib.php');
        require_once($CFG->libdir . '/gradelib.php'); require_once($CFG->dirroot . '/mod/forum/lib.php');
        \\core\\session\\manager::set_user(get_admin());
        ${code} });`,
    request: { ...values, moodledir: MOODLE_DIR },
    timeout: 120_000,
  });
  return result as T;
}

/** Makes a small course with users, a forum, an assignment, a page and files, by Moodle's own generator. */
export async function makeCourse(): Promise<number> {
  const shortname = `moopanel_test_${process.pid}_${Date.now()}`;
  const script = `${MOODLE_DIR}/admin/tool/generator/cli/maketestcourse.php`;
  execFileSync('php', [script, `--shortname=${shortname}`, '--size=XS', '--bypasscheck', '--quiet'], {
    stdio: 'ignore',
  });
  return inMoodle<number>(
    `return (int)$DB->get_field('course', 'id', ['shortname' => $moopanel->shortname]);`,
    {
      shortname,
    },
  );
}

export const deleteCourse = (course: number) =>
  inMoodle(`delete_course($moopanel->course, false); return true;`, { course });

/** What is in the course, by module and name. */
export const activities = (course: number) =>
  inMoodle<string[]>(
    `$found = [];
     foreach (get_fast_modinfo($moopanel->course, -1)->get_cms() as $cm) { $found[] = "$cm->modname $cm->name"; }
     sort($found); return $found;`,
    { course },
  );

/** Changes of every kind, in PHP; `$course` is the course, `$student` somebody in it. */
export const changes: Readonly<Record<string, string>> = {
  'a setting of the course': `update_course((object)['id' => $course, 'summary' => 'New words', 'summaryformat' => 1]);`,
  'a section’s name': `$s = $DB->get_record('course_sections', ['course' => $course, 'section' => 1]); course_update_section($course, $s, ['name' => 'Week 0']);`,
  'an activity hidden': `set_coursemodule_visible($cm('page')->id, 0);`,
  'an activity renamed': `set_coursemodule_name($cm('page')->id, 'Another name');`,
  'a forum post': `forum_add_discussion((object)['course' => $course, 'forum' => $cm('forum')->instance, 'name' => 'Q',
    'message' => 'Why?', 'messageformat' => 1, 'messagetrust' => 0, 'mailnow' => 0, 'groupid' => -1]);`,
  'a submission': `$DB->insert_record('assign_submission', ['assignment' => $cm('assign')->instance, 'userid' => $student,
    'timecreated' => time(), 'timemodified' => time(), 'status' => 'submitted', 'groupid' => 0, 'attemptnumber' => 0, 'latest' => 1]);`,
  'a grade': `grade_update('mod/assign', $course, 'mod', 'assign', $cm('assign')->instance, 0, ['userid' => $student, 'rawgrade' => 71]);`,
  'a grade put right': `$item = grade_item::fetch(['courseid' => $course, 'itemmodule' => 'assign']); $item->update_final_grade($student, 72, 'test');`,
  completion: `$DB->insert_record('course_modules_completion', ['coursemoduleid' => $cm('page')->id, 'userid' => $student,
    'completionstate' => 1, 'timemodified' => time()]);`,
  'a role given': `role_assign($DB->get_field('role', 'id', ['shortname' => 'teacher']), $student, context_course::instance($course));`,
  'a permission changed': `assign_capability('mod/forum:addnews', CAP_PROHIBIT, $DB->get_field('role', 'id', ['shortname' => 'student']), context_course::instance($course)->id);`,
  'a group': `require_once($CFG->dirroot . '/group/lib.php'); groups_create_group((object)['courseid' => $course, 'name' => 'G']);`,
  'a member of a group': `require_once($CFG->dirroot . '/group/lib.php'); groups_add_member($DB->get_field('groups', 'id', ['courseid' => $course], IGNORE_MULTIPLE), $student);`,
  'a block': `$DB->insert_record('block_instances', ['blockname' => 'html', 'parentcontextid' => context_course::instance($course)->id,
    'showinsubcontexts' => 0, 'requiredbytheme' => 0, 'pagetypepattern' => '*', 'defaultregion' => 'side-pre', 'defaultweight' => 0,
    'timecreated' => time(), 'timemodified' => time()]);`,
  'a file': `get_file_storage()->create_file_from_string(['contextid' => context_course::instance($course)->id, 'component' => 'course',
    'filearea' => 'overviewfiles', 'itemid' => 0, 'filepath' => '/', 'filename' => 'x.txt'], 'text');`,
  'a comment': `$DB->insert_record('comments', ['contextid' => context_course::instance($course)->id, 'component' => 'block_comments',
    'commentarea' => 'page_comments', 'itemid' => 0, 'content' => 'Hm', 'format' => 0, 'userid' => 2, 'timecreated' => time()]);`,
  'a question': `$c = $DB->insert_record('question_categories', ['name' => 'T', 'contextid' => context_module::instance($cm('page')->id)->id,
      'info' => '', 'infoformat' => 0, 'stamp' => 'x' . rand(), 'parent' => 0, 'sortorder' => 1]);
    $q = $DB->insert_record('question', ['parent' => 0, 'name' => 'Q', 'questiontext' => '?', 'questiontextformat' => 1, 'generalfeedback' => '',
      'generalfeedbackformat' => 1, 'defaultmark' => 1, 'penalty' => 0, 'qtype' => 'essay', 'length' => 1, 'stamp' => 'y' . rand(), 'timecreated' => time(), 'timemodified' => time()]);
    $e = $DB->insert_record('question_bank_entries', ['questioncategoryid' => $c]);
    $DB->insert_record('question_versions', ['questionbankentryid' => $e, 'version' => 1, 'questionid' => $q, 'status' => 'ready']);`,
  'an end of an enrolment': `$e = $DB->get_record('enrol', ['courseid' => $course, 'enrol' => 'manual']); enrol_get_plugin('manual')->unenrol_user($e, $student);`,
  'a deleted activity': `course_delete_module($cm('page')->id);`,
};

/** Makes one of the changes. */
export const change = (course: number, kind: string) =>
  inMoodle(
    `$course = $moopanel->course;
     $cm = fn($name) => current(get_fast_modinfo($course, -1)->get_instances_of($name))->get_course_module_record();
     $student = (int)$DB->get_field_sql("SELECT MIN(ue.userid) FROM {user_enrolments} ue JOIN {enrol} e ON e.id = ue.enrolid WHERE e.courseid = ?", [$course]);
     ${changes[kind]} return true;`,
    { course },
  );
