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

/**
 * Lists every plugin that Moodle knows, and what its last check for updates has found.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** The fields of a plugin's description; subclasses of other authors may carry more, which is not for us. */
const MOOPANEL_PLUGIN_FIELDS = ['type', 'typerootdir', 'name', 'displayname', 'source', 'rootdir', 'versiondisk',
    'versiondb', 'versionrequires', 'pluginsupported', 'pluginincompatible', 'release', 'dependencies', 'instances',
    'sortorder', 'supported', 'incompatible', 'component'];

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

/** One plugin with everything that is said of it. */
function moopanel_plugin(\core\plugininfo\base $plugin): array {
    $info = [];
    foreach (MOOPANEL_PLUGIN_FIELDS as $field) {
        $info[$field] = $plugin->$field ?? null;
    }
    $info['displayname'] = (string)($info['displayname'] ?? $info['component']);
    $info['versiondb'] = moopanel_text($info['versiondb']);
    $info['release'] = moopanel_text($info['release']);
    return [
        'info' => $info,
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
        'typeFolders' => array_values(core_component::get_plugin_types()),
        'plugins' => $plugins,
    ];
});
