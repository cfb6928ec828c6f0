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
 * Takes an application of an admin preset back.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** What an application has changed: settings with what goes with them, and plugins. */
function moopanel_applied(int $applicationid): array {
    global $DB;
    $sql = "SELECT l.id, l.plugin, l.name
              FROM {config_log} l
             WHERE l.id IN (SELECT configlogid FROM {adminpresets_app_it} WHERE adminpresetapplyid = ?)
                OR l.id IN (SELECT configlogid FROM {adminpresets_app_it_a} WHERE adminpresetapplyid = ?)
          ORDER BY l.id";
    $settings = [];
    foreach ($DB->get_records_sql($sql, [$applicationid, $applicationid]) as $row) {
        $plugin = $row->plugin === null || $row->plugin === '' ? 'none' : $row->plugin;
        $settings[moopanel_key($plugin, $row->name)] = ['plugin' => $plugin, 'name' => $row->name];
    }
    $plugins = [];
    foreach ($DB->get_records('adminpresets_app_plug', ['adminpresetapplyid' => $applicationid], 'id') as $row) {
        $plugins[] = ['type' => $row->plugin, 'name' => $row->name];
    }
    return [$settings, $plugins];
}

/** Why a setting was not taken back. */
function moopanel_kept_reason(array $after, string $key): string {
    return isset($after[$key]) ? 'It was changed since and stays as it is.' : 'This site does not have this setting any more.';
}

moopanel_run_presets(function (\core_adminpresets\manager $manager) {
    global $DB, $moopanel;
    $id = (int)$moopanel->applicationid;
    $application = $DB->get_record('adminpresets_app', ['id' => $id]);
    if (!$application) {
        moopanel_fail('not-found', 'There is no such application of a preset, or it was taken back already.');
    }
    list($settings, $plugins) = moopanel_applied($id);
    $before = moopanel_state($manager);
    $states = function () use ($plugins) {
        return array_map(function ($plugin) {
            return moopanel_plugin_state($plugin['type'], $plugin['name']);
        }, $plugins);
    };
    $old = $states();
    $ours = $DB->get_record('adminpresets', ['id' => $application->adminpresetid, 'name' => MOOPANEL_APPLIED, 'iscore' => 0]);
    try {
        $manager->revert_preset($id);
        list($left) = moopanel_applied($id);
        if ($ours) {
            moopanel_unstore_defaults($ours->id, array_keys($left));
        }
    } finally {
        purge_all_caches();
    }
    $after = moopanel_state($manager);
    $new = $states();

    $changed = moopanel_changes($before, $after, array_keys($settings));
    foreach ($plugins as $i => $plugin) {
        if ($old[$i] !== $new[$i]) {
            $changed[] = ['plugin' => "{$plugin['type']}_{$plugin['name']}", 'name' => MOOPANEL_STATE,
                'old_value' => (string)$old[$i], 'new_value' => (string)$new[$i]];
        }
    }
    $skipped = [];
    foreach ($left as $key => $setting) {
        $skipped[] = $setting + ['reason' => moopanel_kept_reason($after, $key)];
    }
    if ($ours && !$DB->record_exists('adminpresets_app', ['adminpresetid' => $ours->id])) {
        $manager->delete_preset($ours->id);
    }
    return ['application_id' => $id, 'changed' => $changed, 'skipped' => $skipped];
});
