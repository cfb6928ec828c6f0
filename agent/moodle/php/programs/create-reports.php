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
 * Makes custom reports of Moodle's report builder. A part that this site's report cannot have refuses the report.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** What of the row this report cannot have. */
function moopanel_report_lacks(stdClass $row, \core_reportbuilder\datasource $source): array {
    $lacking = [];
    foreach ($row->columns as $column) {
        if (!array_key_exists($column->uniqueidentifier, $source->get_columns())) {
            $lacking[] = $column->uniqueidentifier;
        }
    }
    foreach ($row->filters as $filter) {
        $known = $filter->iscondition ? $source->get_conditions() : $source->get_filters();
        if (!array_key_exists($filter->uniqueidentifier, $known)) {
            $lacking[] = $filter->uniqueidentifier;
        }
    }
    return array_unique($lacking);
}

moopanel_run_creation(function (stdClass $row): int {
    if (!class_exists('\core_reportbuilder\local\helpers\report')) {
        throw new moopanel_refusal('This Moodle has no custom reports.');
    }
    $source = ltrim($row->source, '\\');
    if (!\core_reportbuilder\manager::report_source_exists($source, \core_reportbuilder\datasource::class) ||
            !\core_reportbuilder\manager::report_source_available($source)) {
        throw new moopanel_refusal("This site has no reports of \"$source\".");
    }
    $draft = new $source(new \core_reportbuilder\local\models\report(0, (object)[
        'name' => $row->name,
        'source' => $source,
        'type' => \core_reportbuilder\local\report\base::TYPE_CUSTOM_REPORT,
    ]));
    $lacking = moopanel_report_lacks($row, $draft);
    if ($lacking) {
        throw new moopanel_refusal('The reports of this site do not have: ' . implode(', ', $lacking));
    }
    $report = \core_reportbuilder\local\helpers\report::create_report((object)[
        'name' => $row->name,
        'source' => $source,
        'uniquerows' => $row->uniquerows,
        'conditiondata' => $row->conditiondata,
        'settingsdata' => $row->settingsdata,
    ], false);
    $id = (int)$report->get('id');
    foreach ($row->columns as $column) {
        $made = \core_reportbuilder\local\helpers\report::add_report_column($id, $column->uniqueidentifier);
        $made->set_many([
            'aggregation' => $column->aggregation,
            'heading' => $column->heading,
            'columnorder' => $column->columnorder,
            'sortenabled' => $column->sortenabled,
            'sortdirection' => $column->sortdirection ?? SORT_ASC,
            'sortorder' => $column->sortorder,
        ])->update();
    }
    foreach ($row->filters as $filter) {
        $made = $filter->iscondition
            ? \core_reportbuilder\local\helpers\report::add_report_condition($id, $filter->uniqueidentifier)
            : \core_reportbuilder\local\helpers\report::add_report_filter($id, $filter->uniqueidentifier);
        $made->set_many(['heading' => $filter->heading, 'filterorder' => $filter->filterorder])->update();
    }
    \core_reportbuilder\manager::reset_caches();
    return $id;
});
