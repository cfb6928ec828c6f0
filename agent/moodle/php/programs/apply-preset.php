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
 * Applies an admin preset, whole or only some settings of it, or says what that would change.
 *
 * Once it has begun to change the site it goes on even when the agent dies. Until it has ended, the preset has a name by
 * which the next program of ours finds it and takes back what was applied.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** What the settings would be after it, as far as the preset says. */
function moopanel_expected(\core_adminpresets\manager $manager, int $presetid, array $before): array {
    global $DB;
    $items = $manager->get_settings_from_db($DB->get_records('adminpresets_it', ['adminpresetid' => $presetid]));
    $after = $before;
    foreach ($items ? $manager->get_settings($items, false, []) : [] as $plugin => $settings) {
        foreach ($settings as $name => $setting) {
            $values = [$name => $setting->get_value()] + ($setting->get_attributes_values() ?: []);
            foreach ($values as $one => $value) {
                $key = moopanel_key($plugin, $one);
                $after[$key] = ['value' => (string)$value] + ($before[$key] ?? ['plugin' => $plugin, 'name' => $one, 'secret' => false]);
            }
        }
    }
    return $after;
}

/** Applies it for good. A failure in the middle is taken back. */
function moopanel_apply_for_good(\core_adminpresets\manager $manager, moopanel_application $application, int $presetid): void {
    try {
        moopanel_say('progress', ['fraction' => 0.5, 'message' => 'Applying the preset']);
        $application->store_defaults($presetid);
        $manager->apply_preset($presetid);
        purge_all_caches();
    } catch (Throwable $e) {
        moopanel_take_back($manager, $presetid);
        throw $e;
    }
}

/** Keeps the preset for Moodle's own pages, without what is secret in it; one that changed nothing goes. */
function moopanel_keep_applied(\core_adminpresets\manager $manager, int $presetid, array $state, array $changed): ?int {
    global $DB;
    $applicationid = $DB->get_field('adminpresets_app', 'id', ['adminpresetid' => $presetid]);
    if (!$changed || !$applicationid) {
        moopanel_take_back($manager, $presetid);
        return null;
    }
    moopanel_unstore_defaults($presetid, array_map(function ($change) {
        return moopanel_key($change['plugin'], $change['name']);
    }, $changed));
    foreach ($DB->get_records('adminpresets_it', ['adminpresetid' => $presetid], '', 'id, plugin, name') as $item) {
        if (!empty($state[moopanel_key($item->plugin, $item->name)]['secret'])) {
            $DB->delete_records('adminpresets_it', ['id' => $item->id]);
        }
    }
    $DB->set_field('adminpresets', 'name', MOOPANEL_APPLIED, ['id' => $presetid]);
    return (int)$applicationid;
}

/** What became of the plugins; for a dry run, what would. */
function moopanel_plugin_changes(moopanel_application $application, bool $dryrun): array {
    $changed = [];
    foreach ($application->plugins as $plugin) {
        $component = "{$plugin['type']}_{$plugin['name']}";
        $now = $dryrun ? $plugin['new'] : moopanel_plugin_state($plugin['type'], $plugin['name']);
        if ($now === $plugin['old']) {
            $application->skip($component, MOOPANEL_STATE, 'Moodle did not switch it.');
        } else {
            $changed[] = ['plugin' => $component, 'name' => MOOPANEL_STATE, 'old_value' => (string)$plugin['old'],
                'new_value' => (string)$now];
        }
    }
    return $changed;
}

moopanel_run_presets(function (\core_adminpresets\manager $manager) {
    global $DB, $moopanel;
    $before = moopanel_state($manager);
    $application = new moopanel_application($manager, $moopanel);
    if ($moopanel->dryrun) {
        $DB->start_delegated_transaction();
    }
    try {
        list($xml, $preset) = $manager->import_preset($moopanel->xml, MOOPANEL_UNFINISHED);
        if (!$xml) {
            moopanel_fail('moodle', 'Moodle cannot read the preset.');
        }
        $application->missing($xml);
        $changed = [];
        $applicationid = null;
        if ($preset) {
            $application->choose($xml, $preset->id);
            if ($moopanel->dryrun) {
                $manager->apply_preset($preset->id, true);
                $after = moopanel_expected($manager, $preset->id, $before);
            } else {
                moopanel_apply_for_good($manager, $application, $preset->id);
                $after = moopanel_state($manager);
            }
            $changed = array_merge(moopanel_changes($before, $after, $application->keys),
                moopanel_plugin_changes($application, $moopanel->dryrun));
            if (!$moopanel->dryrun) {
                $applicationid = moopanel_keep_applied($manager, $preset->id, $before, $changed);
            }
        }
    } finally {
        if ($DB->is_transaction_started()) {
            $DB->force_transaction_rollback();
        }
    }
    return ['application_id' => $applicationid, 'changed' => $changed, 'skipped' => $application->skipped];
});
