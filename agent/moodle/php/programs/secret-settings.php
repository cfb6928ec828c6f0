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
 * Names every setting that the administration pages treat as a password.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** Goes down the tree of administration pages. */
function moopanel_secret_settings(part_of_admin_tree $node): array {
    $found = [];
    if ($node instanceof admin_category) {
        foreach ($node->get_children() as $child) {
            $found = array_merge($found, moopanel_secret_settings($child));
        }
    } else if ($node instanceof admin_settingpage) {
        foreach ($node->settings as $setting) {
            if ($setting instanceof admin_setting && moopanel_is_secret($setting)) {
                $found[] = ['plugin' => $setting->plugin ?: null, 'name' => $setting->name];
            }
        }
    }
    return $found;
}

moopanel_run(function () {
    global $CFG;
    require_once($CFG->libdir . '/adminlib.php');
    // The tree shows each user what that user may change.
    \core\session\manager::set_user(get_admin());
    return moopanel_secret_settings(admin_get_root(true, true));
});
