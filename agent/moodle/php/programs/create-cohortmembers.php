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
 * Puts users into cohorts.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

moopanel_run_creation(function (stdClass $row): int {
    global $CFG, $DB;
    require_once($CFG->dirroot . '/cohort/lib.php');
    if (!$DB->record_exists('cohort', ['id' => $row->cohort])) {
        throw new moopanel_refusal('The cohort is not there any more.');
    }
    if (!$DB->record_exists('user', ['id' => $row->user, 'deleted' => 0])) {
        throw new moopanel_refusal('The user is not there any more.');
    }
    cohort_add_member($row->cohort, $row->user);
    return 0;
});
