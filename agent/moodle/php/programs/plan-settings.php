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
 * Settings of Moodle's backup and restore plans, and for whom they run.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/**
 * Sets a setting of the plan if this Moodle has it and lets it be set: what an administrator has fixed as default for
 * teachers does not bind the agent.
 */
function moopanel_plan_setting(base_plan $plan, string $name, $value): void {
    if (!$plan->setting_exists($name)) {
        return;
    }
    $setting = $plan->get_setting($name);
    if ($setting->get_status() === base_setting::LOCKED_BY_CONFIG) {
        $setting->set_status(base_setting::NOT_LOCKED);
    }
    if ($setting->get_status() === base_setting::NOT_LOCKED) {
        $setting->set_value($value);
    }
}

/**
 * As above, but an option that was asked for must come true: what the user may not switch on ends the work. Anybody may
 * leave something out, even where Moodle lets only others choose.
 */
function moopanel_plan_option(base_plan $plan, string $name, int $value): void {
    if (!$plan->setting_exists($name)) {
        return;
    }
    $setting = $plan->get_setting($name);
    if ($value === 0 && (int)$setting->get_value() !== 0 && $setting->get_status() === base_setting::LOCKED_BY_PERMISSION) {
        $setting->set_status(base_setting::NOT_LOCKED);
    }
    moopanel_plan_setting($plan, $name, $value);
    if ((int)$setting->get_value() !== $value && $setting->get_status() === base_setting::LOCKED_BY_PERMISSION) {
        moopanel_fail('moodle', "The user may not set the option \"$name\".");
    }
}

/** Works for this user from now on; for the site's first administrator where none is named. */
function moopanel_act_for(?int $userid): stdClass {
    global $DB;
    $user = $userid === null ? get_admin() : $DB->get_record('user', ['id' => $userid, 'deleted' => 0, 'suspended' => 0]);
    if (!$user) {
        moopanel_fail($userid === null ? 'moodle' : 'not-found',
            $userid === null ? 'This Moodle has no administrator.' : 'User not exist.');
    }
    \core\session\manager::set_user($user);
    return $user;
}
