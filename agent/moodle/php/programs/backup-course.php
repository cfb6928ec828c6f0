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
 * Backs up one course, whole or with what was asked for, and keeps the file until the agent has read it.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** The backup is complete. Logs and grade history stay as the site has them: they can be many times the course. */
function moopanel_backup_everything(base_plan $plan): void {
    foreach (['users', 'role_assignments', 'activities', 'blocks', 'files', 'filters', 'comments', 'badges', 'calendarevents',
        'userscompletion', 'questionbank', 'groups', 'competencies', 'customfield', 'contentbankcontent', 'xapistate',
        'legacyfiles'] as $name) {
        moopanel_plan_setting($plan, $name, 1);
    }
}

/** The backup has what the options ask for, and of what they do not speak of all that is no user's. */
function moopanel_backup_options(base_plan $plan, array $options): void {
    moopanel_plan_option($plan, 'users', $options['users']);
    foreach (['activities', 'blocks', 'filters'] as $name) {
        moopanel_plan_option($plan, $name, $options[$name]);
    }
    foreach (['role_assignments', 'comments', 'userscompletion', 'logs', 'grade_histories'] as $name) {
        moopanel_plan_option($plan, $name, $options['users'] ? $options[$name] : 0);
    }
    foreach (['files', 'badges', 'calendarevents', 'questionbank', 'groups', 'competencies', 'customfield',
        'contentbankcontent', 'legacyfiles'] as $name) {
        moopanel_plan_setting($plan, $name, 1);
    }
    moopanel_plan_setting($plan, 'xapistate', $options['users']);
}

/** The path of the stored archive: Moodle's own file where it lies on this disk, else a copy of it. */
function moopanel_archive_path(stored_file $file, moopanel_note $note): string {
    global $CFG;
    $hash = $file->get_contenthash();
    $system = get_file_storage()->get_file_system();
    $paths = [($CFG->filedir ?? "$CFG->dataroot/filedir") . '/' . substr($hash, 0, 2) . '/' . substr($hash, 2, 2) . "/$hash"];
    if (is_callable([$system, 'get_local_path_from_storedfile'])) {
        array_unshift($paths, $system->get_local_path_from_storedfile($file));
    }
    foreach ($paths as $path) {
        if (is_readable($path) && filesize($path) === (int)$file->get_filesize()) {
            return $path;
        }
    }
    $name = bin2hex(random_bytes(12)) . '.mbz';
    $note->add(['files' => [$name]]);
    $copy = moopanel_folder() . "/$name";
    if (!$file->copy_content_to($copy)) {
        throw new RuntimeException("Cannot copy the backup out of the site's file storage.");
    }
    return $copy;
}

moopanel_run(function () {
    global $CFG, $DB, $moopanel;
    require_once($CFG->dirroot . '/backup/util/includes/backup_includes.php');
    moopanel_sweep();
    $courseid = (int)$moopanel->courseid;
    $user = moopanel_act_for(isset($moopanel->userid) ? (int)$moopanel->userid : null);
    $lock = moopanel_lock_course($courseid, false);
    if ($courseid === (int)SITEID || !$DB->record_exists('course', ['id' => $courseid])) {
        moopanel_fail('not-found', 'Course not exist.');
    }

    $filename = 'moopanel-' . $courseid . '-' . bin2hex(random_bytes(8)) . '.mbz';
    $note = new moopanel_note(['stored' => [context_course::instance($courseid)->id, $filename]]);
    try {
        $controller = new backup_controller(backup::TYPE_1COURSE, $courseid, backup::FORMAT_MOODLE,
            backup::INTERACTIVE_NO, backup::MODE_GENERAL, $user->id);
        $note->add(['controllers' => [$controller->get_backupid()], 'folders' => [$controller->get_backupid()]]);
        $controller->set_progress(new moopanel_progress(true));
        $plan = $controller->get_plan();
        moopanel_plan_setting($plan, 'imscc11', 0);
        moopanel_plan_setting($plan, 'anonymize', 0);
        if (isset($moopanel->options)) {
            moopanel_backup_options($plan, array_map('intval', (array)$moopanel->options));
        } else {
            moopanel_backup_everything($plan);
        }
        $plan->get_setting('filename')->set_value($filename);
        $controller->execute_plan();
        $file = $controller->get_results()['backup_destination'] ?? null;
        $controller->destroy();
        if (!$file) {
            throw new RuntimeException('Moodle finished the backup without a file.');
        }
        moopanel_say('result', ['result' => [
            'path' => moopanel_archive_path($file, $note),
            'size' => (int)$file->get_filesize(),
        ]]);
        moopanel_wait_for_agent();
    } finally {
        if ($DB->is_transaction_started()) {
            $DB->force_transaction_rollback();
        }
        $note->clean();
    }
});
