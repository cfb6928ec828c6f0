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
 * Puts a file into a new draft area of a user.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

moopanel_run(function () {
    global $CFG, $moopanel;
    require_once($CFG->libdir . '/filelib.php');
    moopanel_act_as((int)$moopanel->userid);
    if (!is_readable($moopanel->file)) {
        moopanel_fail('unavailable', "PHP cannot read $moopanel->file: it must see the agent's data folder.");
    }
    $filename = clean_param($moopanel->filename, PARAM_FILE);
    $area = [
        'contextid' => context_user::instance((int)$moopanel->userid)->id,
        'component' => 'user',
        'filearea' => 'draft',
        'itemid' => file_get_unused_draft_itemid(),
        'filepath' => '/',
        'filename' => $filename === '' ? 'file' : $filename,
        'userid' => (int)$moopanel->userid,
    ];
    get_file_storage()->create_file_from_pathname($area, $moopanel->file);
    return $area['itemid'];
});
