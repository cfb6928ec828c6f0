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
 * Says what an archive is.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

moopanel_run(function () {
    global $CFG, $moopanel;
    require_once($CFG->dirroot . '/backup/util/includes/restore_includes.php');
    moopanel_sweep();
    $note = new moopanel_note([]);
    try {
        $folder = moopanel_unpack($moopanel->file, $note, new moopanel_progress(true), ['moodle_backup.xml']);
        $info = moopanel_archive_info($folder);
    } finally {
        $note->clean();
    }
    $type = $info->type ?? '';
    return [
        'type' => in_array($type, ['course', 'section', 'activity']) ? $type : 'unknown',
        'moodleRelease' => isset($info->moodle_release) ? (string)$info->moodle_release : null,
        'originalCourseId' => isset($info->original_course_id) ? (int)$info->original_course_id : null,
        'originalFullname' => isset($info->original_course_fullname) ? (string)$info->original_course_fullname : null,
        'includesUsers' => !empty($info->root_settings['users']),
    ];
});
