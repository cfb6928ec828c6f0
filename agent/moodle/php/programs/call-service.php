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
 * Calls a web service function of the site, as Moodle's REST server does once it knows who calls.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** What Moodle's REST server says of an exception. */
function moopanel_exception(Throwable $e): array {
    $said = ['exception' => get_class($e), 'errorcode' => (string)($e->errorcode ?? ''), 'message' => $e->getMessage()];
    if (debugging() && isset($e->debuginfo) && is_string($e->debuginfo)) {
        $said['debuginfo'] = $e->debuginfo;
    }
    return ['exception' => $said];
}

/** Calls the function, or what a plugin puts in its place. */
function moopanel_execute(stdClass $function, array $parameters) {
    $parameters = array_values(call_user_func([$function->classname, 'validate_parameters'],
        $function->parameters_desc, $parameters));
    $result = false;
    foreach (get_plugins_with_function('override_webservice_execution') as $plugins) {
        foreach ($plugins as $callback) {
            if ($result === false) {
                $result = $callback($function, $parameters);
            }
        }
    }
    if ($result === false) {
        $result = call_user_func_array([$function->classname, $function->methodname], $parameters);
    }
    return $function->returns_desc === null ? null
        : call_user_func([$function->classname, 'clean_returnvalue'], $function->returns_desc, $result);
}

moopanel_run(function () {
    global $CFG, $DB, $PAGE, $moopanel;
    // Moodle 4.2 has moved the class; what it left in its old place goes away.
    $api = '\core_external\external_api';
    if (!class_exists($api)) {
        require_once($CFG->libdir . '/externallib.php');
        $api = '\external_api';
    }
    if (!$DB->record_exists('external_functions', ['name' => $moopanel->name])) {
        moopanel_fail('not-found', "This site has no function $moopanel->name.");
    }
    moopanel_act_as((int)$moopanel->userid);
    $api::set_context_restriction(context_system::instance());
    $PAGE->set_context(context_system::instance());
    $PAGE->set_url('/webservice/rest/server.php');
    try {
        $function = $api::external_function_info($moopanel->name);
        return ['value' => moopanel_execute($function, json_decode($moopanel->parameters, true))];
    } catch (Throwable $e) {
        if ($DB->is_transaction_started()) {
            $DB->force_transaction_rollback();
        }
        return moopanel_exception($e);
    }
});
