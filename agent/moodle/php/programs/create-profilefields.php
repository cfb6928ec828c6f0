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
 * Makes profile fields, with their categories.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** The id of the category of that name, which is made where it is missing. */
function moopanel_profile_category(string $name): int {
    global $DB;
    $found = $DB->get_records('user_info_category', ['name' => $name], 'sortorder', 'id', 0, 1);
    if ($found) {
        return (int)reset($found)->id;
    }
    $category = (object)['name' => $name];
    profile_save_category($category);
    return (int)$category->id;
}

moopanel_run_creation(function (stdClass $row): int {
    global $CFG, $DB;
    require_once($CFG->dirroot . '/user/profile/definelib.php');
    if (!array_key_exists($row->datatype, core_component::get_plugin_list('profilefield'))) {
        throw new moopanel_refusal("This site has no profile fields of the type \"{$row->datatype}\".");
    }
    if ($DB->record_exists('user_info_field', ['shortname' => $row->shortname])) {
        throw new moopanel_refusal(get_string('profileshortnamenotunique', 'admin'));
    }
    $field = (object)[
        'id' => 0,
        'description' => ['text' => $row->description, 'format' => $row->descriptionformat],
        'categoryid' => moopanel_profile_category($row->category),
    ];
    foreach (['shortname', 'name', 'datatype', 'visible', 'defaultdata', 'defaultdataformat'] as $column) {
        $field->$column = $row->$column;
    }
    foreach (['required', 'locked', 'forceunique', 'signup'] as $flag) {
        $field->$flag = $row->$flag ? 1 : 0;
    }
    foreach ([1, 2, 3, 4, 5] as $n) {
        $field->{"param$n"} = $row->params[$n - 1] ?? null;
    }
    if ($row->datatype === 'datetime') {
        // What Moodle's form holds besides: both years begin with their first day.
        foreach (['start' => $field->param1, 'end' => $field->param2] as $which => $year) {
            $field->{"{$which}year"} = $year;
            $field->{"{$which}month"} = $field->{"{$which}day"} = 1;
        }
    }
    profile_save_field($field, []);
    return (int)$field->id;
});
