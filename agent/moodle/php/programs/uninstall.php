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
 * Removes a plugin's data and settings from the database; its folder stays.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

require_once($CFG->libdir . '/weblib.php');

/** What the uninstaller prints becomes lines of the task's log. */
final class moopanel_trace extends progress_trace {
    /** Called by Moodle. */
    public function output($message, $depth = 0) {
        foreach (preg_split('/\\R/', strip_tags((string)$message)) as $line) {
            if (trim($line) !== '') {
                moopanel_log(str_repeat('  ', $depth) . trim($line));
            }
        }
    }
}

moopanel_run(function () {
    global $CFG, $DB, $moopanel;
    require_once($CFG->libdir . '/adminlib.php');
    require_once($CFG->libdir . '/upgradelib.php');
    \core\session\manager::set_user(get_admin());
    $manager = core_plugin_manager::instance();
    $plugin = $manager->get_plugin_info($moopanel->component);
    if (!$plugin) {
        moopanel_fail('not-found', 'Plugin not exist.');
    }
    if (!$manager->can_uninstall_plugin($plugin->component)) {
        moopanel_fail('moodle', "Moodle does not let $plugin->component be uninstalled.");
    }
    $done = $manager->uninstall_plugin($plugin->component, new moopanel_trace());
    if (!$done || $DB->record_exists('config_plugins', ['plugin' => $plugin->component, 'name' => 'version'])) {
        moopanel_fail('moodle', "Moodle could not uninstall $plugin->component.");
    }
    return true;
});
