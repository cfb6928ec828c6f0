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
 * Notes of what a running program would leave behind if it were killed, and locks on courses.
 *
 * A note is a file below Moodle's temporary folder that its program keeps locked while it lives. Whoever can take the
 * lock knows that the owner is dead and cleans what the note names.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** A note on disk, locked by this process. */
final class moopanel_note {
    /** @var string */
    private $path;
    /** @var resource */
    private $handle;
    /** @var array what the note names */
    private $facts;

    public function __construct(array $facts) {
        $this->facts = $facts;
        $this->path = moopanel_folder() . '/' . bin2hex(random_bytes(12)) . '.note';
        $this->handle = fopen($this->path, 'c+');
        if (!$this->handle) {
            throw new RuntimeException("Cannot write into " . moopanel_folder());
        }
        flock($this->handle, LOCK_EX);
        $this->add([]);
    }

    /** Adds facts, on disk when this returns. */
    public function add(array $facts): void {
        $this->facts = $facts + $this->facts;
        ftruncate($this->handle, 0);
        rewind($this->handle);
        fwrite($this->handle, json_encode($this->facts));
        fflush($this->handle);
    }

    /** Cleans what the note names, and the note. */
    public function clean(): void {
        if ($this->handle) {
            moopanel_clean($this->facts);
            @unlink($this->path);
            fclose($this->handle);
            $this->handle = null;
        }
    }
}

/** The agent's folder below Moodle's temporary folder. */
function moopanel_folder(): string {
    return make_temp_directory('moopanel');
}

/** Removes what a dead or finished program has left: temporary folders, controller rows, a stored archive. */
function moopanel_clean(array $facts): void {
    global $CFG, $DB;
    require_once($CFG->libdir . '/filelib.php');
    foreach ((array)($facts['folders'] ?? []) as $name) {
        if (preg_match('/^[a-zA-Z0-9_]+$/', $name)) {
            fulldelete("$CFG->backuptempdir/$name");
            @unlink("$CFG->backuptempdir/$name.log");
        }
    }
    foreach ((array)($facts['controllers'] ?? []) as $backupid) {
        // A controller that ended well keeps its row, as after any other backup.
        $DB->delete_records_select('backup_controllers', 'backupid = ? AND status < ?', [$backupid, 1000]);
        @unlink("$CFG->backuptempdir/$backupid.log");
    }
    foreach ((array)($facts['files'] ?? []) as $name) {
        if (preg_match('/^[a-zA-Z0-9_.-]+$/', $name)) {
            @unlink("$CFG->tempdir/moopanel/$name");
        }
    }
    if (!empty($facts['stored'])) {
        list($contextid, $filename) = $facts['stored'];
        $file = get_file_storage()->get_file($contextid, 'backup', 'course', 0, '/', $filename);
        if ($file) {
            $file->delete();
        }
    }
    $key = (string)($facts['course'] ?? '');
    if (preg_match('/^[0-9a-f]{32}$/', $key)) {
        // Where somebody is at work with this key, it is theirs to clean.
        $lock = moopanel_try_lock("copy-$key", true);
        if ($lock) {
            moopanel_remove_half_course($key);
            fclose($lock);
        }
    }
}

/** The short name that a new course bears from its first row until it is whole. */
function moopanel_half_name(string $key): string {
    return "moopanel-$key";
}

/** Deletes what a restore that did not get to its end has left of a new course. */
function moopanel_remove_half_course(string $key): void {
    global $CFG, $DB;
    $course = $DB->get_record('course', ['shortname' => moopanel_half_name($key)]);
    if (!$course) {
        return;
    }
    require_once($CFG->dirroot . '/course/lib.php');
    if (!isloggedin()) {
        \core\session\manager::set_user(get_admin());
    }
    // Half a course is nothing to keep in the recycle bin, which would back it up.
    $course->deletesource = 'restore';
    $CFG->forced_plugin_settings['tool_recyclebin']['categorybinenable'] = 0;
    delete_course($course, false);
    fix_course_sortorder();
}

/** Cleans up after programs that were killed. */
function moopanel_sweep(): void {
    foreach (glob(moopanel_folder() . '/*.note') ?: [] as $path) {
        $handle = @fopen($path, 'r+');
        if ($handle && flock($handle, LOCK_EX | LOCK_NB)) {
            $facts = json_decode(stream_get_contents($handle), true);
            if (is_array($facts)) {
                try {
                    moopanel_clean($facts);
                    moopanel_log('Cleaned up after an earlier run that had been killed.');
                    @unlink($path);
                } catch (Throwable $e) {
                    // Its note stays for the next one; what is to be done now must not fail for it.
                    moopanel_log('Cleaning up after an earlier run failed: ' . moopanel_describe($e));
                }
            } else if (filemtime($path) < time() - 60) {
                // Empty, and not because its owner is just about to lock it.
                @unlink($path);
            }
        }
        if ($handle) {
            fclose($handle);
        }
    }
}

/**
 * A lock of ours by name; held until it is closed or the process ends.
 *
 * @return resource|false false where another one holds it
 */
function moopanel_try_lock(string $name, bool $exclusive) {
    $handle = fopen(moopanel_folder() . "/$name.lock", 'c+');
    if (!$handle) {
        throw new RuntimeException('Cannot write into ' . moopanel_folder());
    }
    if (flock($handle, ($exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB)) {
        return $handle;
    }
    fclose($handle);
    return false;
}

/** As above, and waits for it: a program that has outlived its agent may still be at work. */
function moopanel_lock(string $name, bool $exclusive) {
    $said = false;
    while (!($handle = moopanel_try_lock($name, $exclusive))) {
        if (!$said) {
            moopanel_log('An earlier run on this course is still at work; waiting for it.');
            $said = true;
        }
        if (moopanel_agent_gone()) {
            moopanel_fail('aborted', 'The agent went away while waiting for the course.');
        }
        usleep(250000);
    }
    return $handle;
}

/** Waits for other programs of ours on the same course. */
function moopanel_lock_course(int $courseid, bool $exclusive) {
    return moopanel_lock("course-$courseid", $exclusive);
}
