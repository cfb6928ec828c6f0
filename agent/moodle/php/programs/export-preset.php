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
 * Makes an admin preset of the site and gives its XML. Nothing of it stays: all is done in a transaction that is never
 * committed.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** Bytes; the agent takes messages of 4 MiB. */
const MOOPANEL_LARGEST_PRESET = 3 * 1024 * 1024;

/** Takes out what is secret, or puts marks in its place, and what XML has no way to say. */
function moopanel_prepare_items(\core_adminpresets\manager $manager, int $presetid): array {
    global $DB, $moopanel;
    $settings = $manager->get_site_settings();
    $secrets = [];
    $gone = [];
    foreach ($DB->get_records('adminpresets_it', ['adminpresetid' => $presetid], 'id') as $item) {
        $name = '/^[A-Za-z_][A-Za-z0-9_.-]*$/';
        if (!preg_match($name, $item->name) || !preg_match($name, str_replace('/', '__', $item->plugin))) {
            moopanel_log("The setting $item->plugin/$item->name is left out: a preset has no way to name it.");
            $gone[] = $item->id;
            continue;
        }
        $data = $settings[$item->plugin][$item->name]->get_settingdata();
        if (!moopanel_secret_value($data, $item->plugin, $item->name, (string)$item->value)) {
            continue;
        }
        if ($moopanel->secrets) {
            $DB->set_field('adminpresets_it', 'value', $moopanel->mark . count($secrets) . '.', ['id' => $item->id]);
        } else {
            $gone[] = $item->id;
        }
        $secrets[] = ['plugin' => $item->plugin, 'name' => $item->name,
            'value' => $moopanel->secrets ? (string)$item->value : ''];
    }
    $DB->delete_records_list('adminpresets_it_a', 'itemid', $gone);
    $DB->delete_records_list('adminpresets_it', 'id', $gone);
    return $secrets;
}

moopanel_run_presets(function (\core_adminpresets\manager $manager) {
    global $DB, $moopanel;
    $presetid = null;
    $DB->start_delegated_transaction();
    try {
        list($presetid) = $manager->export_preset((object)[
            'name' => MOOPANEL_UNFINISHED,
            'comments' => ['text' => 'Made by the MooPanel agent.', 'format' => FORMAT_HTML],
            'author' => 'MooPanel',
            'includesensiblesettings' => true,
        ]);
        if (!$presetid) {
            moopanel_fail('moodle', 'Moodle has found no settings to export.');
        }
        moopanel_say('progress', ['fraction' => 0.6, 'message' => 'Moodle has read its settings']);
        $secrets = moopanel_prepare_items($manager, $presetid);
        $DB->set_field('adminpresets', 'name', $moopanel->name, ['id' => $presetid]);
        list($xml) = $manager->download_preset($presetid);
        $count = function (string $table) use ($DB, $presetid) {
            return $DB->count_records($table, ['adminpresetid' => $presetid]);
        };
        $counts = ['settings' => $count('adminpresets_it'), 'plugins' => $count('adminpresets_plug')];
    } finally {
        $DB->force_transaction_rollback();
        // A database without transactions keeps it.
        if ($presetid && $DB->record_exists('adminpresets', ['id' => $presetid])) {
            $manager->delete_preset($presetid);
        }
    }
    if (strlen($xml) > MOOPANEL_LARGEST_PRESET) {
        moopanel_fail('moodle', 'The preset of this site is too large for the agent: ' . display_size(strlen($xml)) . '.');
    }
    return ['xml' => $xml, 'secrets' => $secrets] + $counts;
});
