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
 * Acts in the name of a user of the site.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** Becomes the user for whom the agent asks, as Moodle's web service server would. */
function moopanel_act_as(int $userid): void {
    global $DB;
    $user = $DB->get_record('user', ['id' => $userid, 'deleted' => 0, 'suspended' => 0]);
    if (!$user || isguestuser($user)) {
        moopanel_fail('not-found', 'There is no such user.');
    }
    enrol_check_plugins($user);
    \core\session\manager::set_user($user);
    set_login_session_preferences();
}
