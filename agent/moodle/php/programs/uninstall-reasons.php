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
 * Says what speaks against uninstalling a plugin.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

moopanel_run(function () {
    global $CFG, $moopanel;
    require_once($CFG->libdir . '/adminlib.php');
    $manager = core_plugin_manager::instance();
    $plugin = $manager->get_plugin_info($moopanel->component);
    $reasons = [];
    $against = function (string $code, string $message) use (&$reasons) {
        $reasons[] = ['code' => $code, 'message' => $message];
    };
    if (!$plugin) {
        $against('not-installed', "Moodle knows no plugin $moopanel->component.");
        return $reasons;
    }
    $component = $plugin->component;
    if ($plugin->versiondb === null) {
        $against('not-installed', "$component lies on the disk but was never installed.");
    }
    if ($plugin->is_standard()) {
        $against('standard', "$component is a part of Moodle itself: its next update would bring it back.");
    }
    if (!$plugin->is_uninstall_allowed()) {
        $against('in-use', "Moodle does not let go of $component: it is needed, in use, or the site's default.");
    }
    // Its own subplugins go with it.
    $own = array_keys($manager->get_subplugins_of_plugin($component) ?: []);
    foreach (array_merge([$component], $own) as $required) {
        foreach ($manager->other_plugins_that_require($required) as $other) {
            if ($other !== $component && !in_array($other, $own)) {
                $against('required', "$other requires $required: uninstall that first.");
            }
        }
    }
    if (!$reasons && !$manager->can_uninstall_plugin($component)) {
        $against('in-use', "Moodle does not let $component be uninstalled.");
    }
    return $reasons;
});
