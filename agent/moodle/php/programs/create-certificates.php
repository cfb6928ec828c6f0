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
 * Makes certificate templates of tool_certificate, with their images.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** Puts the images of an element to where its kind looks for them. */
function moopanel_certificate_files(array $files, context $context, int $elementid): void {
    foreach ($files as $file) {
        get_file_storage()->create_file_from_pathname([
            'contextid' => $context->id,
            'component' => 'tool_certificate',
            'filearea' => 'element',
            'itemid' => $elementid,
            'filepath' => '/',
            'filename' => clean_param($file->filename, PARAM_FILE),
        ], $file->path);
    }
}

moopanel_run_creation(function (stdClass $row, moopanel_creation $creation): int {
    if (!class_exists('\tool_certificate\template')) {
        throw new moopanel_refusal('This site does not have the plugin tool_certificate.');
    }
    $known = core_component::get_plugin_list('certificateelement');
    foreach ($row->pages as $page) {
        foreach ($page->elements as $element) {
            if (!array_key_exists($element->element, $known)) {
                throw new moopanel_refusal("This site has no certificate elements of the type \"{$element->element}\".");
            }
            foreach ($element->files as $file) {
                if (!is_readable($file->path)) {
                    moopanel_fail('unavailable', "PHP cannot read {$file->path}.");
                }
            }
        }
    }
    $context = $creation->context($creation->id($row->category));
    $template = \tool_certificate\template::create((object)[
        'name' => $row->name,
        'shared' => $row->shared ? 1 : 0,
        'contextid' => $context->id,
    ]);
    foreach ($row->pages as $page) {
        $made = new \tool_certificate\persistent\page(0, (object)[
            'templateid' => $template->get_id(),
            'width' => $page->width,
            'height' => $page->height,
            'leftmargin' => $page->leftmargin,
            'rightmargin' => $page->rightmargin,
            'sequence' => $page->sequence,
        ]);
        $made->create();
        foreach ($page->elements as $element) {
            $data = ['pageid' => $made->get('id'), 'element' => $element->element, 'name' => $element->name,
                'sequence' => $element->sequence];
            foreach ($element->fields as $column => $value) {
                if (\tool_certificate\persistent\element::has_property($column) && !isset($data[$column]) && $column !== 'id') {
                    $data[$column] = $value;
                }
            }
            $one = new \tool_certificate\persistent\element(0, (object)$data);
            $one->create();
            moopanel_certificate_files($element->files, $context, (int)$one->get('id'));
        }
    }
    return (int)$template->get_id();
});
