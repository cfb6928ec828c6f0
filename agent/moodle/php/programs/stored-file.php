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
 * Shows the agent a file of Moodle's file storage, and keeps it until the agent has read it.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** Where its content lies; a copy where it lies on no disk of this site. */
function moopanel_stored_path(stored_file $file, moopanel_note $note): string {
    $system = get_file_storage()->get_file_system();
    if (is_callable([$system, 'get_local_path_from_storedfile'])) {
        $path = $system->get_local_path_from_storedfile($file);
        if (is_readable($path) && filesize($path) === (int)$file->get_filesize()) {
            return $path;
        }
    }
    $name = bin2hex(random_bytes(12)) . '.file';
    $note->add(['files' => [$name]]);
    $copy = moopanel_folder() . "/$name";
    if (!$file->copy_content_to($copy)) {
        throw new RuntimeException("Cannot copy the file out of the site's file storage.");
    }
    return $copy;
}

moopanel_run(function () {
    global $moopanel;
    $file = get_file_storage()->get_file($moopanel->contextid, $moopanel->component, $moopanel->filearea,
        $moopanel->itemid, $moopanel->filepath, $moopanel->filename);
    if (!$file || $file->is_directory()) {
        moopanel_fail('not-found', 'There is no such file.');
    }
    $note = new moopanel_note([]);
    try {
        $path = moopanel_stored_path($file, $note);
        moopanel_say('result', ['result' => ['path' => $path, 'size' => (int)$file->get_filesize()]]);
        moopanel_wait_for_agent();
    } finally {
        $note->clean();
    }
});
