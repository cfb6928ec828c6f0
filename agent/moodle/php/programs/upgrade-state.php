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
 * Says what of the code on the disk is not what the database has been upgraded to.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** A version as text; null for none. */
function moopanel_version($value): ?string {
    return is_scalar($value) && $value !== false && $value !== '' ? (string)$value : null;
}

moopanel_run(function () {
    global $CFG;
    require_once($CFG->libdir . '/adminlib.php');
    require_once($CFG->libdir . '/upgradelib.php');
    $version = null;
    $branch = null;
    require($CFG->dirroot . '/version.php');
    $manager = core_plugin_manager::instance();
    $mismatches = [];
    foreach ($manager->get_plugins() as $list) {
        foreach ($list as $plugin) {
            $disk = moopanel_version($plugin->versiondisk);
            $database = moopanel_version($plugin->versiondb);
            // Decimals are written in more than one way.
            if ($disk !== $database && ($disk === null || $database === null || (float)$disk !== (float)$database)) {
                $mismatches[] = ['component' => $plugin->component, 'disk' => $disk, 'database' => $database];
            }
        }
    }
    $unmet = [];
    $manager->all_plugins_ok($version, $unmet, (int)$branch);
    return [
        'pending' => (bool)moodle_needs_upgrading(),
        'mismatches' => $mismatches,
        'unmet' => array_values(array_unique($unmet)),
        'coreDatabase' => (string)$CFG->version,
        'coreDisk' => (string)$version,
    ];
});
