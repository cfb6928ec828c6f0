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
 * What every restore of a course begins with.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** Moodle's controller of a restore that asks nobody anything; the note names it. */
function moopanel_restore_controller(string $folder, int $courseid, int $userid, int $target, moopanel_note $note): restore_controller {
    try {
        $controller = new restore_controller($folder, $courseid, backup::INTERACTIVE_NO, backup::MODE_GENERAL, $userid, $target);
    } catch (moodle_exception $e) {
        moopanel_fail('bad-archive', 'Moodle cannot read the backup: ' . moopanel_describe($e));
    }
    $note->add(['controllers' => [$controller->get_restoreid()]]);
    if ($controller->get_status() == backup::STATUS_REQUIRE_CONV) {
        moopanel_fail('bad-archive', 'The backup has an older format that cannot be restored into a course.');
    }
    return $controller;
}

/** Moodle's own check before a restore; what it refuses ends the work. Gives its warnings. */
function moopanel_precheck(restore_controller $controller): array {
    $controller->execute_precheck();
    $checked = $controller->get_precheck_results();
    $texts = fn($key) => array_values(array_map(fn($line) => trim(strip_tags((string)$line)), (array)($checked[$key] ?? [])));
    if (!empty($checked['errors'])) {
        moopanel_fail('bad-archive', 'Moodle refused the backup: ' . implode(' ', $texts('errors')));
    }
    return $texts('warnings');
}
