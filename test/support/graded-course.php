<?php
// This file is part of MooPanel.
//
// MooPanel is free software: you can redistribute it and/or modify
// it under the terms of the GNU General Public License as published by
// the Free Software Foundation, either version 3 of the License, or
// (at your option) any later version.
//
// MooPanel is distributed in the hope that it will be useful,
// but WITHOUT ANY WARRANTY; without even the implied warranty of
// MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
// GNU General Public License for more details.
//
// You should have received a copy of the GNU General Public License
// along with MooPanel.  If not, see <http://www.gnu.org/licenses/>.

/**
 * Makes a course with people and graded work on a live site, with Moodle's own generators, for the tests of migration.
 * Run in the site's folder: php graded-course.php SHORTNAME USERS. Prints the course's id as JSON.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

define('CLI_SCRIPT', true);
require(getcwd() . '/config.php');
require_once($CFG->libdir . '/phpunit/classes/util.php');
require_once($CFG->dirroot . '/mod/assign/locallib.php');
require_once($CFG->dirroot . '/course/lib.php');

list(, $shortname, $users) = $argv;
\core\session\manager::set_user(get_admin());
$CFG->enablecompletion = 1;
$CFG->noemailever = true;
$make = phpunit_util::get_data_generator();

$top = $make->create_category(['name' => "Faculty of $shortname", 'idnumber' => "$shortname-faculty"]);
$category = $make->create_category(['name' => "Department of $shortname", 'parent' => $top->id]);
$course = $make->create_course(['shortname' => $shortname, 'fullname' => "Course $shortname", 'category' => $category->id,
    'numsections' => 4, 'enablecompletion' => 1, 'idnumber' => "$shortname-id"], ['createsections' => true]);
$assigns = [];
for ($n = 1; $n <= 3; $n++) {
    $assigns[] = $make->create_module('assign', ['course' => $course->id, 'name' => "Essay $n", 'section' => $n,
        'assignsubmission_onlinetext_enabled' => 1, 'grade' => 100, 'completion' => 1]);
}
$forum = $make->create_module('forum', ['course' => $course->id, 'name' => 'Questions', 'section' => 1]);
$make->create_module('page', ['course' => $course->id, 'name' => 'Reading', 'section' => 2, 'content' => '<p>Read.</p>']);
$make->create_module('label', ['course' => $course->id, 'section' => 3, 'intro' => '<p>Halfway.</p>']);
$make->create_module('url', ['course' => $course->id, 'name' => 'Link', 'section' => 4, 'externalurl' => 'https://example.com/']);
$group = $make->create_group(['courseid' => $course->id, 'name' => 'Group A']);
$teacher = $make->create_user(['username' => strtolower($shortname) . '_teacher', 'email' => strtolower($shortname) . '_t@example.com']);
$make->enrol_user($teacher->id, $course->id, 'editingteacher');

for ($n = 1; $n <= $users; $n++) {
    $name = strtolower($shortname) . sprintf('_%03d', $n);
    $user = $make->create_user(['username' => $name, 'email' => "$name@example.com", 'idnumber' => strtoupper($name)]);
    $make->enrol_user($user->id, $course->id, 'student');
    if ($n % 2) {
        groups_add_member($group->id, $user->id);
    }
    foreach ($assigns as $at => $instance) {
        $cm = get_coursemodule_from_instance('assign', $instance->id);
        $assign = new assign(context_module::instance($cm->id), $cm, $course);
        \core\session\manager::set_user($user);
        $submission = $assign->get_user_submission($user->id, true);
        $submission->status = ASSIGN_SUBMISSION_STATUS_SUBMITTED;
        $DB->update_record('assign_submission', $submission);
        $plugin = $assign->get_submission_plugin_by_type('onlinetext');
        $plugin->save($submission, (object)['onlinetext_editor' => ['text' => "<p>Answer of $name</p>", 'format' => FORMAT_HTML,
            'itemid' => file_get_unused_draft_itemid()]]);
        \core\session\manager::set_user(get_admin());
        if ($n % 5) {
            $assign->save_grade($user->id, (object)['grade' => 40 + ($n * 7 + $at * 11) % 60, 'attemptnumber' => -1,
                'addattempt' => false, 'workflowstate' => '', 'applytoall' => false, 'allocatedmarker' => 0]);
        }
    }
    if ($n % 3 === 0) {
        $make->get_plugin_generator('mod_forum')->create_discussion(['course' => $course->id, 'forum' => $forum->id,
            'userid' => $user->id, 'message' => "Question of $name"]);
    }
}
grade_regrade_final_grades($course->id);
echo json_encode(['course' => (int)$course->id, 'category' => (int)$category->id]), "\n";
