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
 * Decides what of an admin preset is applied.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** One application: what is wanted, and what is skipped why. */
final class moopanel_application {
    /** @var \core_adminpresets\manager */
    private $manager;
    /** @var \core_adminpresets\local\setting\adminpresets_setting[][] the site's settings as they are */
    private $site;
    /** @var array|null keys of what is wanted; null for all */
    private $wanted = null;
    /** @var array keys whose values could not be opened */
    private $unopened = [];
    /** @var array values by key that stood sealed in the XML */
    private $opened = [];
    /** @var array */
    public $skipped = [];
    /** @var array keys of settings, and of what goes with them, that may change */
    public $keys = [];
    /** @var array plugin states that may change: type, name, old, new */
    public $plugins = [];

    public function __construct(\core_adminpresets\manager $manager, stdClass $request) {
        $this->manager = $manager;
        $this->site = $manager->get_site_settings();
        $keys = function (array $list) {
            return array_fill_keys(array_map(function ($one) {
                return moopanel_key($one->plugin, $one->name);
            }, $list), true);
        };
        $this->wanted = $request->settings === null ? null : $keys($request->settings);
        $this->unopened = $keys($request->unopened);
        foreach ($request->opened as $one) {
            $this->opened[moopanel_key($one->plugin, $one->name)] = $one->value;
        }
    }

    private function wants(string $plugin, string $name): bool {
        return $this->wanted === null || isset($this->wanted[moopanel_key($plugin, $name)]);
    }

    public function skip(string $plugin, string $name, string $reason): void {
        $this->skipped[] = ['plugin' => $plugin, 'name' => $name, 'reason' => $reason];
    }

    /** Every setting of the XML that is wanted, by plugin and name; said to be missing where this site has no such. */
    private function values(SimpleXMLElement $xml): array {
        $values = [];
        foreach ($xml->ADMIN_SETTINGS[0] ?? [] as $tag => $element) {
            $plugin = str_replace('__', '/', strtolower($tag));
            foreach ($element->SETTINGS[0] ? $element->SETTINGS[0]->children() : [] as $settingtag => $setting) {
                $name = strtolower($settingtag);
                if (!$this->wants($plugin, $name)) {
                    continue;
                }
                if (empty($this->site[$plugin][$name])) {
                    $this->skip($plugin, $name, 'This site does not have this setting.');
                    continue;
                }
                $values[$plugin][$name] = $this->opened[moopanel_key($plugin, $name)] ?? (string)$setting;
            }
        }
        return $values;
    }

    /** Leaves of the imported preset only what is wanted and can be applied. */
    public function choose(SimpleXMLElement $xml, int $presetid): void {
        global $DB;
        $values = $this->values($xml);
        $gone = [];
        foreach ($DB->get_records('adminpresets_it', ['adminpresetid' => $presetid], 'id') as $item) {
            $value = $values[$item->plugin][$item->name] ?? null;
            if ($value === null || !$this->keeps($item, $value)) {
                $gone[] = $item->id;
            }
        }
        $DB->delete_records_list('adminpresets_it_a', 'itemid', $gone);
        $DB->delete_records_list('adminpresets_it', 'id', $gone);
        $this->choose_plugins($presetid);
    }

    private function keeps(stdClass $item, string $value): bool {
        global $DB;
        list($plugin, $name) = [$item->plugin, $item->name];
        if (isset($this->unopened[moopanel_key($plugin, $name)])) {
            $this->skip($plugin, $name, "Its secret value cannot be opened with this site's key.");
            return false;
        }
        $current = $this->site[$plugin][$name];
        $data = $current->get_settingdata();
        $clean = $this->manager->get_setting($data, $value)->get_value();
        if ($clean !== false && moopanel_same($clean, $current->get_value())) {
            return $this->keeps_unchanged($item, $current);
        }
        $refusal = moopanel_refusal($data, $plugin, $name, $value)
            ?? ($clean === false ? 'This site does not know that choice.' : null)
            ?? ($current->get_value() === false ? 'Moodle cannot read the present value: set it by hand once.' : null);
        if ($refusal !== null) {
            $this->skip($plugin, $name, $refusal);
            return false;
        }
        if ((string)$clean !== (string)$item->value) {
            $DB->set_field('adminpresets_it', 'value', (string)$clean, ['id' => $item->id]);
        }
        $this->keys[] = moopanel_key($plugin, $name);
        foreach ($current->get_attributes() ?: [] as $attribute) {
            $this->keys[] = moopanel_key($plugin, $attribute);
        }
        return true;
    }

    /** Moodle takes over what goes with a setting (locked, advanced) only where the setting itself changes. */
    private function keeps_unchanged(stdClass $item, \core_adminpresets\local\setting\adminpresets_setting $current): bool {
        global $DB;
        $values = $current->get_attributes_values() ?: [];
        foreach ($DB->get_records('adminpresets_it_a', ['itemid' => $item->id]) as $attribute) {
            if (!moopanel_same($attribute->value, $values[$attribute->name] ?? '')) {
                $this->skip($item->plugin, $attribute->name, 'Moodle applies it only together with a change of ' . $item->name . '.');
            }
        }
        return false;
    }

    private function choose_plugins(int $presetid): void {
        global $DB, $moopanel;
        $gone = [];
        foreach ($DB->get_records('adminpresets_plug', ['adminpresetid' => $presetid], 'id') as $row) {
            $component = "{$row->plugin}_{$row->name}";
            if (!$this->wants($component, MOOPANEL_STATE)) {
                $gone[] = $row->id;
            } else if (!isset(core_component::get_plugin_list($row->plugin)[$row->name])) {
                $this->skip($component, MOOPANEL_STATE, 'This site does not have this plugin.');
                $gone[] = $row->id;
            } else {
                $old = moopanel_plugin_state($row->plugin, $row->name);
                $new = (int)$row->enabled;
                if (($new > 0) === ($old > 0)) {
                    $gone[] = $row->id;
                } else if ($old < 0) {
                    $this->skip($component, MOOPANEL_STATE, 'Moodle does not switch it on by a preset.');
                    $gone[] = $row->id;
                } else {
                    $this->plugins[] = ['type' => $row->plugin, 'name' => $row->name, 'old' => $old, 'new' => $new];
                }
            }
        }
        $DB->delete_records_list('adminpresets_plug', 'id', $gone);
    }

    /** What is wanted and not in the preset at all. */
    public function missing(SimpleXMLElement $xml): void {
        foreach ($this->wanted ?? [] as $key => $unused) {
            list($name, $plugin) = explode('@@', $key, 2);
            $found = $name === MOOPANEL_STATE ? $this->plugin_element($xml, $plugin)
                : $xml->ADMIN_SETTINGS->{strtoupper(str_replace('/', '__', $plugin))}->SETTINGS->{strtoupper($name)};
            if (!$found || !count($found)) {
                $this->skip($plugin, $name, 'The preset does not hold it.');
            }
        }
    }

    private function plugin_element(SimpleXMLElement $xml, string $component): ?SimpleXMLElement {
        list($type, $name) = explode('_', $component, 2) + [1 => ''];
        return $name === '' ? null : $xml->PLUGINS->{strtoupper($type)}->{strtoupper($name)};
    }

    /** Moodle's manager takes a setting that is stored nowhere for empty; so its default is stored first. */
    public function store_defaults(int $presetid): void {
        $unstored = [];
        foreach ($this->keys as $key) {
            list($name, $plugin) = explode('@@', $key, 2);
            $setting = $this->site[$plugin][$name] ?? null;
            $owner = $plugin === 'none' ? null : $plugin;
            $incourse = $setting instanceof \core_adminpresets\local\setting\adminpresets_admin_setting_sitesettext;
            if (!$incourse && get_config($owner ?? 'core', $name) === false) {
                // What only goes with a setting has no default to store.
                $unstored[$key] = $setting ? [$name, (string)$setting->get_value(), $owner] : null;
            }
        }
        moopanel_note_defaults($presetid, array_keys($unstored));
        foreach (array_filter($unstored) as list($name, $value, $owner)) {
            set_config($name, $value, $owner);
        }
    }
}
