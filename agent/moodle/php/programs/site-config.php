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
 * Says what config.php says, without a database and without the rest of Moodle.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

define('ABORT_AFTER_CONFIG', true);
require($moopanel->moodledir . '/config.php');

moopanel_run(function () {
    global $CFG;
    $options = empty($CFG->dboptions) ? [] : (array)$CFG->dboptions;
    $forced = [];
    foreach ((array)($CFG->config_php_settings ?? []) as $name => $value) {
        if (is_scalar($value) && !preg_match('/^db|pass|salt|secret|token|key/i', $name)) {
            $forced[$name] = $value;
        }
    }
    foreach ((array)($CFG->forced_plugin_settings ?? []) as $plugin => $settings) {
        foreach ((array)$settings as $name => $value) {
            if (is_scalar($value) && !preg_match('/pass|salt|secret|token|key/i', $name)) {
                $forced["$plugin/$name"] = $value;
            }
        }
    }
    return [
        'wwwroot' => $CFG->wwwroot ?? null,
        'dirroot' => $CFG->dirroot ?? null,
        'dataroot' => $CFG->dataroot ?? null,
        'tempdir' => $CFG->tempdir ?? null,
        'prefix' => $CFG->prefix ?? '',
        'dbtype' => $CFG->dbtype ?? null,
        'dbhost' => $CFG->dbhost ?? '',
        'dbname' => $CFG->dbname ?? null,
        'dbuser' => $CFG->dbuser ?? '',
        'dbpass' => $CFG->dbpass ?? '',
        'dbport' => $options['dbport'] ?? null,
        'dbsocket' => $options['dbsocket'] ?? null,
        'defaultsocket' => ini_get('mysqli.default_socket') ?: (ini_get('pdo_mysql.default_socket') ?: null),
        'forced' => (object)$forced,
    ];
});
