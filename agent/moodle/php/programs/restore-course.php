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
 * Replaces the content of a course with that of an archive.
 *
 * Once it has begun to delete, it goes on even when the agent dies: half a course is worse than a late end. The next
 * attempt waits for it at the course's lock.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** The course gets everything that is in the archive; only another course's name is not taken over. */
function moopanel_restore_settings(restore_controller $controller, stdClass $course): void {
    $plan = $controller->get_plan();
    foreach (['users', 'role_assignments', 'activities', 'blocks', 'filters', 'comments', 'badges', 'calendarevents',
        'userscompletion', 'logs', 'grade_histories', 'groups', 'competencies', 'customfield', 'contentbankcontent',
        'xapistate', 'legacyfiles'] as $name) {
        moopanel_plan_setting($plan, $name, 1);
    }
    moopanel_plan_setting($plan, 'enrolments', backup::ENROL_WITHUSERS);
    moopanel_plan_setting($plan, 'keep_roles_and_enrolments', 0);
    moopanel_plan_setting($plan, 'keep_groups_and_groupings', 0);
    moopanel_plan_setting($plan, 'overwrite_conf', 1);
    $info = $controller->get_info();
    if (!$controller->is_samesite() || (int)$info->original_course_id !== (int)$course->id) {
        moopanel_plan_setting($plan, 'course_fullname', $course->fullname);
        moopanel_plan_setting($plan, 'course_shortname', $course->shortname);
        moopanel_plan_setting($plan, 'course_startdate', $course->startdate);
    }
}

moopanel_run(function () {
    global $CFG, $DB, $moopanel;
    require_once($CFG->dirroot . '/backup/util/includes/restore_includes.php');
    moopanel_sweep();
    ignore_user_abort(true);
    $courseid = (int)$moopanel->courseid;
    $admin = moopanel_act_for(null);
    $lock = moopanel_lock_course($courseid, true);
    $course = $courseid === (int)SITEID ? null : $DB->get_record('course', ['id' => $courseid]);
    if (!$course) {
        moopanel_fail('not-found', 'Course not exist in Moodle.');
    }

    $note = new moopanel_note([]);
    try {
        $folder = moopanel_unpack($moopanel->file, $note, new moopanel_progress(true, 0.0, 0.1));
        moopanel_course_archive_info($folder);
        $controller = moopanel_restore_controller($folder, $courseid, (int)$admin->id, backup::TARGET_CURRENT_DELETING, $note);
        moopanel_restore_settings($controller, $course);
        $controller->set_progress(new moopanel_progress(false, 0.1, 1.0));
        $warnings = moopanel_precheck($controller);
        $controller->execute_plan();
        $controller->destroy();
        rebuild_course_cache($courseid, true);
    } finally {
        if ($DB->is_transaction_started()) {
            $DB->force_transaction_rollback();
        }
        $note->clean();
    }
    return ['warnings' => $warnings];
});
