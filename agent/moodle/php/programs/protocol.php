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
 * How every program of the agent speaks: marked lines on standard output, and a request in $moopanel.
 *
 * A line is `<token> {"type": ..., ...}`. Whatever else Moodle or its plugins print is noise to the agent.
 * Standard input stays open for as long as the agent wants the program; its end says that the agent is gone.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** Writes one message past all output buffers. False when nobody listens any more. */
function moopanel_say(string $type, array $fields = []): bool {
    global $moopanel;
    if ($type === 'result' || $type === 'error') {
        $moopanel->answered = true;
    }
    $json = json_encode(['type' => $type] + $fields,
        JSON_INVALID_UTF8_SUBSTITUTE | JSON_PARTIAL_OUTPUT_ON_ERROR | JSON_UNESCAPED_UNICODE);
    // The newline before it parts the message from noise that ended without one.
    return @fwrite(STDOUT, "\n{$moopanel->token} $json\n") !== false;
}

/** One line for the task's log. */
function moopanel_log(string $line): void {
    moopanel_say('log', ['message' => $line]);
}

/** An end that the agent knows by its kind; see its BridgeError. */
final class moopanel_failure extends Exception {
    /** @var string */
    public $kind;

    public function __construct(string $kind, string $message) {
        parent::__construct($message);
        $this->kind = $kind;
    }
}

/** Ends the program with an error of one of the kinds of the agent's BridgeError. */
function moopanel_fail(string $kind, string $message): void {
    throw new moopanel_failure($kind, $message);
}

/** True when standard input has ended: the agent was stopped or wants no more. */
function moopanel_agent_gone(): bool {
    stream_set_blocking(STDIN, false);
    @fread(STDIN, 8192);
    return feof(STDIN);
}

/** Sleeps until the agent closes standard input. */
function moopanel_wait_for_agent(): void {
    stream_set_blocking(STDIN, true);
    while (!feof(STDIN)) {
        if (@fread(STDIN, 8192) === false) {
            return;
        }
    }
}

/**
 * What an exception says to an operator. Moodle keeps the useful half in debuginfo; behind the database's own words it also has
 * the statement with its values, and these may be secrets of users.
 */
function moopanel_describe(Throwable $e): string {
    $message = trim(strip_tags($e->getMessage()));
    $info = is_string($e->debuginfo ?? null) ? trim($e->debuginfo) : '';
    if ($e instanceof dml_exception) {
        $info = trim(explode("\n", $info)[0]);
    }
    if ($info !== '') {
        $message .= ' (' . substr($info, 0, 500) . ')';
    }
    return $message === '' ? get_class($e) : $message;
}

/** Runs the program; every way in which it can end becomes one answer. A program may give its result itself, earlier. */
function moopanel_run(callable $program): void {
    global $moopanel;
    try {
        $result = $program();
        if (empty($moopanel->answered)) {
            moopanel_say('result', ['result' => $result]);
        }
    } catch (moopanel_failure $e) {
        moopanel_say('error', ['kind' => $e->kind, 'message' => $e->getMessage()]);
    } catch (Throwable $e) {
        moopanel_log(get_class($e) . ' at ' . $e->getFile() . ':' . $e->getLine());
        moopanel_say('error', ['kind' => 'moodle', 'message' => moopanel_describe($e)]);
    }
}

register_shutdown_function(function () {
    global $moopanel;
    if (empty($moopanel->answered)) {
        $last = error_get_last();
        $fatal = $last && ($last['type'] & (E_ERROR | E_PARSE | E_CORE_ERROR | E_COMPILE_ERROR | E_USER_ERROR));
        moopanel_say('error', [
            'kind' => 'unavailable',
            'message' => $fatal ? 'PHP failed: ' . substr($last['message'], 0, 500) : '',
        ]);
    }
});

// Moodle's own scripts are found from the folder of config.php.
if (!@chdir($moopanel->moodledir) || !is_readable('config.php')) {
    moopanel_say('error', [
        'kind' => 'unavailable',
        'message' => "PHP cannot read config.php in {$moopanel->moodledir}.",
    ]);
    exit(1);
}
define('CLI_SCRIPT', true);
