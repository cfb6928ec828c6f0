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
}

/** Cleans up after programs that were killed. */
function moopanel_sweep(): void {
    foreach (glob(moopanel_folder() . '/*.note') ?: [] as $path) {
        $handle = @fopen($path, 'r+');
        if ($handle && flock($handle, LOCK_EX | LOCK_NB)) {
            $facts = json_decode(stream_get_contents($handle), true);
            if (is_array($facts)) {
                moopanel_clean($facts);
                moopanel_log('Cleaned up after an earlier run that had been killed.');
                @unlink($path);
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
 * Waits for other programs of ours on the same course, for one that outlived its agent may still be at work.
 *
 * @return resource the lock; held until the process ends
 */
function moopanel_lock_course(int $courseid, bool $exclusive) {
    $handle = fopen(moopanel_folder() . "/course-$courseid.lock", 'c+');
    if (!$handle) {
        throw new RuntimeException('Cannot write into ' . moopanel_folder());
    }
    $said = false;
    while (!flock($handle, ($exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB)) {
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
