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
 * Values of settings: what they are now, which of them are secret, and whether a site takes them.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** Classes whose values are chosen or counted, which nobody can hide a secret in whatever the setting is called. */
const MOOPANEL_PLAIN = ['admin_setting_configcheckbox', 'admin_setting_configselect', 'admin_setting_configmulticheckbox',
    'admin_setting_configmultiselect', 'admin_setting_configduration', 'admin_setting_configtime', 'admin_setting_pickroles'];

/** Whether a setting may hold a secret: by its class, by Moodle's own list, by its name, by its value. */
function moopanel_secret_value(admin_setting $setting, string $plugin, string $name, string $value): bool {
    global $moopanel;
    static $listed = null;
    if ($listed === null) {
        $listed = array_flip(explode(',', str_replace(' ', '', (string)get_config('adminpresets', 'sensiblesettings'))));
    }
    if (isset($listed["$name@@$plugin"]) || moopanel_is_secret($setting)) {
        return true;
    }
    foreach (MOOPANEL_PLAIN as $class) {
        if ($setting instanceof $class) {
            return false;
        }
    }
    $number = $setting instanceof admin_setting_configtext && in_array($setting->paramtype, [PARAM_INT, PARAM_FLOAT], true);
    if (!$number && preg_match($moopanel->secretname, $name)) {
        return true;
    }
    foreach ($moopanel->secretvalues as $pattern) {
        if (preg_match($pattern, $value)) {
            return true;
        }
    }
    return false;
}

/** A setting's key in the lists of these programs. */
function moopanel_key(string $plugin, string $name): string {
    return "$name@@$plugin";
}

/** Whether two values are one to Moodle; its XML knows only one kind of line end. */
function moopanel_same($a, $b): bool {
    return str_replace(["\r\n", "\r"], "\n", (string)$a) == str_replace(["\r\n", "\r"], "\n", (string)$b);
}

/** Everything that a preset can change, as it is now: `value`, `secret` and who it is, by key. */
function moopanel_state(\core_adminpresets\manager $manager): array {
    $state = [];
    foreach ($manager->get_site_settings() as $plugin => $settings) {
        foreach ($settings as $name => $setting) {
            $value = (string)$setting->get_value();
            $secret = moopanel_secret_value($setting->get_settingdata(), $plugin, $name, $value);
            $state[moopanel_key($plugin, $name)] = ['plugin' => $plugin, 'name' => $name, 'value' => $value, 'secret' => $secret];
            foreach ($setting->get_attributes_values() ?: [] as $attribute => $attributevalue) {
                $state[moopanel_key($plugin, $attribute)] = ['plugin' => $plugin, 'name' => $attribute,
                    'value' => (string)$attributevalue, 'secret' => false];
            }
        }
    }
    return $state;
}

/** Whether a plugin is switched on, in Moodle's number for it. */
function moopanel_plugin_state(string $type, string $name): int {
    $class = \core_plugin_manager::resolve_plugininfo_class($type);
    return (int)$class::get_enabled_plugin($name);
}

/** What is different now, of these keys. Of a secret it is said only that it has changed. */
function moopanel_changes(array $before, array $after, array $keys): array {
    $changed = [];
    foreach ($keys as $key) {
        $old = $before[$key] ?? null;
        $new = $after[$key] ?? null;
        if ($new === null || ($old !== null && $old['value'] === $new['value'])) {
            continue;
        }
        $secret = $new['secret'] || ($old !== null && $old['secret']);
        $changed[] = ['plugin' => $new['plugin'], 'name' => $new['name'],
            'old_value' => $secret || $old === null ? null : $old['value'], 'new_value' => $secret ? null : $new['value']];
    }
    return $changed;
}

/** Why this site does not take a value, or null. */
function moopanel_refusal(admin_setting $setting, string $plugin, string $name, string $value): ?string {
    global $CFG;
    $forced = $plugin === 'none' ? ($CFG->config_php_settings ?? []) : ($CFG->forced_plugin_settings[$plugin] ?? []);
    if (array_key_exists($name, $forced)) {
        return 'It is fixed in config.php.';
    }
    if (!empty($CFG->preventexecpath) && $setting instanceof admin_setting_configexecutable) {
        return 'Paths of programs are fixed in config.php (preventexecpath).';
    }
    // The manager of admin presets writes a type of its own where a setting has none.
    if ($setting instanceof admin_setting_configtext && $setting->paramtype !== 'RAW') {
        $valid = $setting->validate($value);
        if ($valid !== true) {
            return 'Moodle refuses the value: ' . trim(strip_tags((string)$valid));
        }
    }
    return null;
}
