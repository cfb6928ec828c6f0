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
 * Makes a new course out of an archive, whole or not at all.
 *
 * Until it is whole, the course bears a short name that is made of the request's key; its real names are the last thing
 * that it gets. Whoever finds a course with such a name and nobody at work with that key may delete it.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** Days for which a finished course is remembered by its key. */
const MOOPANEL_REMEMBERED = 5;

/** Where it is noted which course a request has made, for one that is told again because its answer was lost. */
function moopanel_finished_file(string $key): string {
    return moopanel_folder() . "/copy-$key.json";
}

/** What an earlier run with this key has finished; null where there is none, or the course is gone or no whole one. */
function moopanel_finished(string $key): ?array {
    global $DB;
    $noted = json_decode((string)@file_get_contents(moopanel_finished_file($key)), true);
    $course = $noted ? $DB->get_record('course', ['id' => $noted['courseid']], 'id, fullname, shortname') : false;
    if (!$course || $course->shortname === moopanel_half_name($key)) {
        return null;
    }
    return ['courseid' => (int)$course->id, 'fullname' => $course->fullname, 'shortname' => $course->shortname,
        'warnings' => $noted['warnings']];
}

/** Forgets requests that nobody can tell again. */
function moopanel_forget_finished(): void {
    foreach (glob(moopanel_folder() . '/copy-*') ?: [] as $path) {
        if (filemtime($path) < time() - MOOPANEL_REMEMBERED * DAYSECS) {
            @unlink($path);
        }
    }
}

/** What the options ask for, as far as the backup has it. */
function moopanel_restore_options(restore_controller $controller, array $options): void {
    $plan = $controller->get_plan();
    $has = (array)$controller->get_info()->root_settings;
    $set = function (string $name, int $value) use ($plan, $has) {
        if (!$value || !empty($has[$name])) {
            moopanel_plan_option($plan, $name, $value);
        }
    };
    $set('users', $options['users']);
    foreach (['activities', 'blocks', 'filters'] as $name) {
        $set($name, $options[$name]);
    }
    foreach (['role_assignments', 'comments', 'userscompletion', 'logs', 'grade_histories'] as $name) {
        $set($name, $options['users'] ? $options[$name] : 0);
    }
    // Without users, "only with users" is never.
    $enrolments = $options['enrolments'] === 1 && !$plan->get_setting('users')->get_value() ? 0 : $options['enrolments'];
    moopanel_plan_option($plan, 'enrolments', [backup::ENROL_NEVER, backup::ENROL_WITHUSERS, backup::ENROL_ALWAYS][$enrolments]);
}

/** The names that are set until the course is whole; they are the agent's to choose, whatever the user may change. */
function moopanel_restore_names(base_plan $plan, string $fullname, string $shortname): void {
    foreach (['course_fullname' => $fullname, 'course_shortname' => $shortname] as $name => $value) {
        $setting = $plan->get_setting($name);
        $setting->set_status(base_setting::NOT_LOCKED);
        $setting->set_value($value);
    }
}

moopanel_run(function () {
    global $CFG, $DB, $moopanel;
    require_once($CFG->dirroot . '/backup/util/includes/restore_includes.php');
    require_once($CFG->dirroot . '/course/lib.php');
    ignore_user_abort(true);
    $key = (string)$moopanel->key;
    if (!preg_match('/^[0-9a-f]{32}$/', $key)) {
        throw new InvalidArgumentException('The key must be 32 hexadecimal characters.');
    }
    moopanel_sweep();
    moopanel_forget_finished();
    $user = moopanel_act_for((int)$moopanel->userid);
    $lock = moopanel_lock("copy-$key", true);
    touch(moopanel_folder() . "/copy-$key.lock");
    if ($finished = moopanel_finished($key)) {
        moopanel_log("Course {$finished['courseid']} had been finished before; its answer was lost.");
        return $finished;
    }
    moopanel_remove_half_course($key);
    $categoryid = (int)$moopanel->categoryid;
    if (!$DB->record_exists('course_categories', ['id' => $categoryid])) {
        moopanel_fail('not-found', 'Category not exist.');
    }

    if (!empty($moopanel->otheradmins)) {
        // For this process alone.
        $CFG->forced_plugin_settings['backup']['import_general_duplicate_admin_allowed'] = 1;
    }
    $half = moopanel_half_name($key);
    $done = false;
    $note = new moopanel_note(['course' => $key]);
    try {
        $folder = moopanel_unpack($moopanel->file, $note, new moopanel_progress(true, 0.0, 0.1));
        $info = moopanel_course_archive_info($folder);
        $fullname = (string)($moopanel->fullname ?? $info->original_course_fullname);
        $shortname = (string)($moopanel->shortname ?? $info->original_course_shortname);
        if (empty($moopanel->renametaken) && $DB->record_exists('course', ['shortname' => $shortname])) {
            moopanel_fail('moodle', get_string('shortnametaken', 'error', $shortname));
        }

        $courseid = (int)restore_dbops::create_new_course($fullname, $half, $categoryid);
        $controller = moopanel_restore_controller($folder, $courseid, (int)$user->id, backup::TARGET_NEW_COURSE, $note);
        moopanel_restore_options($controller, array_map('intval', (array)$moopanel->options));
        moopanel_restore_names($controller->get_plan(), $fullname, $half);
        $controller->set_progress(new moopanel_progress(true, 0.1, 0.98));
        $warnings = moopanel_precheck($controller);
        $controller->execute_plan();
        $controller->destroy();
        if (moopanel_agent_gone()) {
            moopanel_fail('aborted', 'The agent went away.');
        }

        if (!empty($moopanel->renametaken)) {
            list($fullname, $shortname) = restore_dbops::calculate_course_names($courseid, $fullname, $shortname);
        }
        $names = ['id' => $courseid, 'fullname' => $fullname, 'shortname' => $shortname];
        if (isset($moopanel->idnumber)) {
            $names['idnumber'] = (string)$moopanel->idnumber;
        }
        // Noted first: with its names the course is finished, and must be found by a request that is told again.
        file_put_contents(moopanel_finished_file($key), json_encode(['courseid' => $courseid, 'warnings' => $warnings]));
        update_course((object)$names);
        $done = true;
        fix_course_sortorder();
        rebuild_course_cache($courseid, true);
    } catch (progressive_parser_exception $e) {
        moopanel_fail('bad-archive', 'The backup is damaged: ' . moopanel_describe($e));
    } finally {
        if ($DB->is_transaction_started()) {
            $DB->force_transaction_rollback();
        }
        try {
            if (!$done) {
                @unlink(moopanel_finished_file($key));
                if (isset($courseid)) {
                    // It may have got its names just before something failed.
                    $DB->set_field('course', 'shortname', $half, ['id' => $courseid]);
                }
                moopanel_remove_half_course($key);
            }
            $note->clean();
        } catch (Throwable $e) {
            // The note stays, so that the next program of ours removes the course.
            moopanel_log('The half restored course could not be removed yet: ' . moopanel_describe($e));
        }
    }
    return ['courseid' => $courseid, 'fullname' => $fullname, 'shortname' => $shortname, 'warnings' => $warnings];
});
