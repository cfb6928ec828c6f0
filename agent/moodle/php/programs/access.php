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
 * Says what one user may do.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** A context, or null where its item is not there. Moodle 4.2 has given the classes names of their own. */
function moopanel_context(string $level, int $id): ?object {
    $class = "\\core\\context\\$level";
    if (!class_exists($class)) {
        $class = "context_$level";
    }
    if ($level === 'system') {
        return $class::instance();
    }
    return $id > 0 ? ($class::instance($id, IGNORE_MISSING) ?: null) : null;
}

moopanel_run(function () {
    global $DB, $moopanel;
    $user = $DB->get_record('user', ['id' => $moopanel->userid, 'deleted' => 0, 'suspended' => 0], 'id');
    if (!$user) {
        moopanel_fail('not-found', "There is no user {$moopanel->userid}.");
    }
    return array_map(function ($question) use ($user) {
        if (!in_array($question->level, ['system', 'coursecat', 'course', 'user'], true)
                || !get_capability_info($question->capability)) {
            return false;
        }
        $context = moopanel_context($question->level, (int)$question->id);
        return $context !== null && has_capability($question->capability, $context, $user->id);
    }, array_values((array)$moopanel->questions));
});
