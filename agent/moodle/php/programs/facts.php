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
 * Says what PHP and Moodle are.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** MySQL's relatives that Moodle has drivers for take MySQL's versions. */
const MOOPANEL_VENDORS = ['mysql' => 'mysql', 'mariadb' => 'mariadb', 'auroramysql' => 'mysql', 'postgres' => 'postgres'];

moopanel_run(function () {
    global $CFG, $DB;
    require_once($CFG->libdir . '/environmentlib.php');
    require_once($CFG->libdir . '/upgradelib.php');
    $version = null;
    $release = null;
    $branch = null;
    require($CFG->dirroot . '/version.php');
    return [
        'release' => (string)$release,
        'version' => (string)$version,
        'branch' => (int)$branch,
        'databaseVersion' => [
            'vendor' => MOOPANEL_VENDORS[$DB->get_dbvendor()] ?? $DB->get_dbvendor(),
            'version' => (string)$DB->get_server_info()['version'],
        ],
        'phpVersion' => PHP_VERSION,
        'phpExtensions' => array_map('strtolower', get_loaded_extensions()),
        'upgradePending' => (bool)moodle_needs_upgrading(),
        'maintenance' => !empty($CFG->maintenance_enabled) || file_exists("$CFG->dataroot/climaintenance.html"),
    ];
});
