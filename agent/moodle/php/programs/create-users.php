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
 * Makes users. Without a hash nobody can sign in until a password is set.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** Puts right what a changed Moodle may have written over. */
function moopanel_complete_user(stdClass $wanted, int $id): void {
    global $DB;
    $found = $DB->get_record('user', ['id' => $id], '*', MUST_EXIST);
    $missing = [];
    foreach ((array)$wanted as $column => $value) {
        if (property_exists($found, $column) && (string)$found->$column === '' && (string)$value !== '') {
            $missing[$column] = $value;
        }
    }
    if ($missing) {
        user_update_user((object)($missing + ['id' => $id]), false, false);
    }
}

moopanel_run_creation(function (stdClass $row): int {
    global $CFG, $DB;
    require_once($CFG->dirroot . '/user/lib.php');
    require_once($CFG->dirroot . '/user/profile/lib.php');
    if (!exists_auth_plugin($row->auth)) {
        throw new moopanel_refusal("This site has no authentication method \"{$row->auth}\".");
    }
    $username = core_text::strtolower($row->username);
    if ($DB->record_exists('user', ['username' => $username, 'mnethostid' => $CFG->mnet_localhost_id])) {
        throw new moopanel_refusal(get_string('usernameexists'));
    }
    $user = new stdClass();
    $columns = $DB->get_columns('user');
    foreach ($row->fields as $column => $value) {
        if (isset($columns[$column]) && $column !== 'id') {
            $user->$column = $value;
        }
    }
    foreach (['auth', 'firstname', 'lastname', 'email', 'idnumber'] as $column) {
        $user->$column = $row->$column;
    }
    $user->username = $username;
    $user->suspended = $row->suspended ? 1 : 0;
    $user->confirmed = $row->confirmed ? 1 : 0;
    $user->mnethostid = $CFG->mnet_localhost_id;
    $user->password = $row->password ?? AUTH_PASSWORD_NOT_CACHED;
    $wanted = clone($user);
    $id = (int)user_create_user($user, false, false);
    moopanel_complete_user($wanted, $id);
    $profile = (object)['id' => $id];
    foreach (profile_get_user_fields_with_data($id) as $field) {
        $name = $field->get_shortname();
        if (isset($row->profile->$name)) {
            $profile->{"profile_field_$name"} = $row->profile->$name;
            $field->edit_save_data($profile);
        }
    }
    if ($row->password === null && !get_auth_plugin($row->auth)->prevent_local_passwords()) {
        set_user_preference('auth_forcepasswordchange', 1, $id);
    }
    \core\event\user_created::create_from_userid($id)->trigger();
    return $id;
});
