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
 * What the programs for admin presets share: Moodle's manager, used by one program at a time, and the end of what killed
 * ones have left.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** How the presets are named that a program of ours is still working with. */
const MOOPANEL_UNFINISHED = 'MooPanel (unfinished)';
/** Stands in the comments of such a preset before the keys of settings that it found stored nowhere. */
const MOOPANEL_UNSTORED = ' Stored nowhere before: ';
/** What stands for a setting's name where a plugin is switched on or off. No setting can have this name. */
const MOOPANEL_STATE = '@enabled';
/** How those are named that were applied; Moodle's own pages list them and can take them back, too. */
const MOOPANEL_APPLIED = 'MooPanel';

/** Moodle's manager, for the administrator, with the site's presets to itself. */
function moopanel_preset_manager(): \core_adminpresets\manager {
    global $CFG, $PAGE;
    if (!class_exists('\core_adminpresets\manager')) {
        moopanel_fail('not-found', 'Admin presets plugin not found.');
    }
    require_once($CFG->libdir . '/adminlib.php');
    require_once($CFG->dirroot . '/backup/util/xml/output/xml_output.class.php');
    require_once($CFG->dirroot . '/backup/util/xml/output/memory_xml_output.class.php');
    require_once($CFG->dirroot . '/backup/util/xml/xml_writer.class.php');
    $admin = get_admin();
    if (!$admin) {
        moopanel_fail('moodle', 'This Moodle has no administrator.');
    }
    \core\session\manager::set_user($admin);
    $PAGE->set_context(context_system::instance());
    moopanel_lock_presets();
    $manager = new \core_adminpresets\manager();
    moopanel_sweep_presets($manager);
    return $manager;
}

/** Waits for another program of ours; the lock is held until this process ends. */
function moopanel_lock_presets(): void {
    static $handle = null;
    $handle = fopen(moopanel_folder() . '/presets.lock', 'c+');
    if (!$handle) {
        throw new RuntimeException('Cannot write into ' . moopanel_folder());
    }
    while (!flock($handle, LOCK_EX | LOCK_NB)) {
        if (moopanel_agent_gone()) {
            moopanel_fail('aborted', 'The agent went away while waiting for another run on admin presets.');
        }
        usleep(250000);
    }
}

/** Takes back what a program had begun to apply when it was killed, and forgets its presets. */
function moopanel_sweep_presets(\core_adminpresets\manager $manager): void {
    global $DB;
    $like = $DB->sql_like('name', '?') . ' AND iscore = 0';
    foreach ($DB->get_records_select('adminpresets', $like, [$DB->sql_like_escape(MOOPANEL_UNFINISHED) . '%']) as $preset) {
        moopanel_take_back($manager, (int)$preset->id);
        moopanel_log('Cleaned up after an earlier run on admin presets that had been killed.');
    }
}

/** Reverts everything that was applied of a preset, and deletes it. */
function moopanel_take_back(\core_adminpresets\manager $manager, int $presetid): void {
    global $DB;
    $applications = $DB->get_records('adminpresets_app', ['adminpresetid' => $presetid], 'id DESC');
    foreach ($applications as $application) {
        $manager->revert_preset($application->id);
    }
    moopanel_unstore_defaults($presetid, []);
    $manager->delete_preset($presetid);
    if ($applications) {
        purge_all_caches();
    }
}

/** Notes in a preset of ours which settings it found stored nowhere, by key; before anything is done. */
function moopanel_note_defaults(int $presetid, array $keys): void {
    global $DB;
    $text = 'Applied by the MooPanel agent.' . ($keys ? MOOPANEL_UNSTORED . implode(' ', $keys) : '');
    $DB->set_field('adminpresets', 'comments', $text, ['id' => $presetid]);
}

/** Moodle's manager can only put values back; what was stored nowhere is removed here, but for the keys to keep. */
function moopanel_unstore_defaults(int $presetid, array $kept): void {
    global $DB;
    $comments = (string)$DB->get_field('adminpresets', 'comments', ['id' => $presetid]);
    $keys = array_filter(explode(' ', explode(MOOPANEL_UNSTORED, $comments, 2)[1] ?? ''));
    foreach (array_diff($keys, $kept) as $key) {
        list($name, $plugin) = explode('@@', $key, 2);
        unset_config($name, $plugin === 'none' ? null : $plugin);
    }
    if ($keys) {
        moopanel_note_defaults($presetid, array_intersect($keys, $kept));
    }
}

/** Runs a program; what the database says of a value that it refuses may be that value, so it is cut off. */
function moopanel_run_presets(callable $program): void {
    moopanel_run(function () use ($program) {
        ignore_user_abort(true);
        raise_memory_limit(MEMORY_HUGE);
        try {
            return $program(moopanel_preset_manager());
        } catch (dml_exception $e) {
            moopanel_fail('moodle', trim(strip_tags($e->getMessage())) . ' (' . strtok((string)$e->debuginfo, "\n") . ')');
        }
    });
}
