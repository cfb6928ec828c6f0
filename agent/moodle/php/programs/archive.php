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
 * Reading and unpacking a course archive below Moodle's folder for backups.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

require_once($CFG->libdir . '/filestorage/file_progress.php');

/** Passes the packer's progress on. */
final class moopanel_unpacking implements file_progress {
    /** @var \core\progress\base */
    private $progress;

    public function __construct(\core\progress\base $progress) {
        $this->progress = $progress;
    }

    /** Called by the packer. */
    public function progress($progress = file_progress::INDETERMINATE, $max = file_progress::INDETERMINATE) {
        $this->progress->update_progress();
    }
}

/**
 * Unpacks the archive, or only the named files of it, into a folder of its own.
 *
 * @return string the folder's name below $CFG->backuptempdir
 */
function moopanel_unpack(string $file, moopanel_note $note, \core\progress\base $progress, ?array $only = null): string {
    if (!is_readable($file)) {
        moopanel_fail('unavailable', "PHP cannot read the archive $file.");
    }
    $name = 'moopanel' . bin2hex(random_bytes(12));
    $note->add(['folders' => [$name]]);
    $path = make_backup_temp_directory($name);
    $packer = get_file_packer('application/vnd.moodle.backup');
    $done = $packer->extract_to_pathname($file, $path, $only, new moopanel_unpacking($progress));
    if (!is_array($done) || !is_readable("$path/moodle_backup.xml")) {
        moopanel_fail('bad-archive', 'The file is no Moodle backup.');
    }
    foreach ($done as $entry => $outcome) {
        if ($outcome !== true) {
            moopanel_fail('bad-archive', "The backup is damaged at $entry.");
        }
    }
    return $name;
}

/** What moodle_backup.xml says. */
function moopanel_archive_info(string $folder): stdClass {
    try {
        return backup_general_helper::get_backup_information($folder);
    } catch (Throwable $e) {
        moopanel_fail('bad-archive', 'The file is no Moodle backup: ' . moopanel_describe($e));
    }
}

/** As above, of a backup of a course; anything else ends the work. */
function moopanel_course_archive_info(string $folder): stdClass {
    $info = moopanel_archive_info($folder);
    if (($info->type ?? '') !== backup::TYPE_1COURSE) {
        moopanel_fail('bad-archive', 'The file is no backup of a course.');
    }
    return $info;
}
