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
 * Lists every plugin that Moodle knows, and what its last check for updates has found.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** The text fields of a plugin's description. Subclasses of other authors may carry more, which is not for us. */
const MOOPANEL_TEXTS = ['type', 'typerootdir', 'name', 'displayname', 'source', 'rootdir', 'versiondb', 'release',
    'component'];
/** Numbers, or texts that are one. */
const MOOPANEL_VERSIONS = ['versiondisk', 'versionrequires', 'sortorder'];
const MOOPANEL_NUMBERS = ['pluginincompatible', 'instances', 'incompatible'];
/** The first and the last branch that are supported. */
const MOOPANEL_RANGES = ['pluginsupported', 'supported'];

/** Asks one thing of one plugin; a plugin that fails at it must not hide all the others. */
function moopanel_ask(callable $question, $otherwise) {
    try {
        return $question();
    } catch (Throwable $e) {
        moopanel_log(get_class($e) . ' at ' . $e->getFile() . ':' . $e->getLine() . ': ' . moopanel_describe($e));
        return $otherwise;
    }
}

/** Text, or null; Moodle and its update service write some versions as numbers. */
function moopanel_text($value): ?string {
    return is_scalar($value) && $value !== false ? (string)$value : null;
}

/** What the last check for updates has found for a component, newer or not. */
function moopanel_updates(string $component): array {
    $updates = [];
    foreach (\core\update\checker::instance()->get_update_info($component) ?: [] as $update) {
        $updates[] = [
            'version' => (string)$update->version,
            'release' => moopanel_text($update->release),
            'maturity' => is_numeric($update->maturity) ? (int)$update->maturity : null,
            'url' => moopanel_text($update->url),
            'download' => moopanel_text($update->download),
            'downloadmd5' => moopanel_text($update->downloadmd5),
        ];
    }
    return $updates;
}

/** Moodle's description of a plugin, whatever its author has written into version.php. */
function moopanel_plugin_info(\core\plugininfo\base $plugin): array {
    $info = [];
    foreach (MOOPANEL_TEXTS as $field) {
        $info[$field] = moopanel_text($plugin->$field ?? null);
    }
    foreach (MOOPANEL_VERSIONS as $field) {
        $value = $plugin->$field ?? null;
        $info[$field] = is_string($value) || is_int($value) || is_float($value) ? $value : null;
    }
    foreach (MOOPANEL_NUMBERS as $field) {
        $value = $plugin->$field ?? null;
        $info[$field] = is_numeric($value) ? (int)$value : null;
    }
    foreach (MOOPANEL_RANGES as $field) {
        $value = $plugin->$field ?? null;
        $info[$field] = is_array($value) ? array_map('intval', array_values(array_filter($value, 'is_numeric'))) : null;
    }
    $dependencies = $plugin->dependencies ?? null;
    $info['dependencies'] = is_array($dependencies) ? array_filter($dependencies, function ($version) {
        return is_string($version) || is_int($version) || is_float($version);
    }) : null;
    $info['displayname'] = $info['displayname'] ?? $info['component'];
    return $info;
}

/** One plugin with everything that is said of it. */
function moopanel_plugin(\core\plugininfo\base $plugin): array {
    return [
        'info' => moopanel_plugin_info($plugin),
        'enabled' => moopanel_ask(function () use ($plugin) {
            $enabled = $plugin->is_enabled();
            return $enabled === null ? null : (bool)$enabled;
        }, null),
        'standard' => $plugin->is_standard(),
        'settingsSection' => moopanel_ask(function () use ($plugin) {
            return moopanel_text($plugin->get_settings_section_name());
        }, null),
        'directory' => $plugin->get_dir(),
        'hasUpdates' => moopanel_ask(function () use ($plugin) {
            return !empty($plugin->available_updates());
        }, false),
        'updates' => moopanel_updates($plugin->component),
    ];
}

moopanel_run(function () {
    global $CFG;
    require_once($CFG->libdir . '/adminlib.php');
    $plugins = [];
    foreach (core_plugin_manager::instance()->get_plugins() as $list) {
        foreach ($list as $plugin) {
            $plugins[] = moopanel_plugin($plugin);
        }
    }
    return [
        'version' => (string)$CFG->version,
        'release' => (string)$CFG->release,
        'lastCheck' => moopanel_text(\core\update\checker::instance()->get_last_timefetched()),
        'coreUpdates' => moopanel_updates('core'),
        'codeRoot' => $CFG->dirroot,
        'pluginTypes' => (object)core_component::get_plugin_types(),
        'plugins' => $plugins,
    ];
});
