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
 * Empties Moodle's cache folders for a Moodle that cannot be loaded: config.php is enough. Caches on other servers stay.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

define('ABORT_AFTER_CONFIG', true);
require($moopanel->moodledir . '/config.php');

/** Empties a folder, which stays; what lies behind a link is not ours to remove. */
function moopanel_empty(string $folder): void {
    foreach (is_link($folder) ? [] : (@scandir($folder) ?: []) as $name) {
        if ($name === '.' || $name === '..') {
            continue;
        }
        $path = "$folder/$name";
        if (is_dir($path) && !is_link($path)) {
            moopanel_empty($path);
            @rmdir($path);
        } else {
            @unlink($path);
        }
    }
}

moopanel_run(function () {
    global $CFG;
    foreach ([
        $CFG->cachedir ?? "$CFG->dataroot/cache",
        $CFG->localcachedir ?? "$CFG->dataroot/localcache",
    ] as $folder) {
        moopanel_empty($folder);
    }
    return true;
});
