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
 * Makes the entities of one kind out of a file of rows, in one transaction.
 * 
 * A row that is refused before anything was written is told and passed over. One that fails later may have left half of itself
 * behind, and there are no savepoints that Moodle would leave alone: then everything is taken back, and the agent asks again
 * without that row.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** Refuses one row. */
final class moopanel_refusal extends Exception {
}

/** What is known while the rows of a file are made. */
final class moopanel_creation {
    /** @var string path of the rows, one JSON object a line */
    private $file;
    /** @var array<int, bool> lines that are left out */
    private $skip;
    /** @var array<int, int> ids of what was made, by line */
    private $made = [];
    /** @var array<int, string> why rows were refused, by line */
    private $errors = [];
    /** @var int bytes of $errors */
    private $said = 0;
    /** @var float */
    private $last = 0.0;

    public function __construct(string $file, array $skip) {
        $this->file = $file;
        $this->skip = array_fill_keys($skip, true);
    }

    /** The id that a reference leads to; null where there is none. */
    public function id(?stdClass $ref): ?int {
        if ($ref === null) {
            return null;
        }
        if (isset($ref->id)) {
            return (int)$ref->id;
        }
        if (!isset($this->made[$ref->line])) {
            throw new moopanel_refusal('What it belongs to was not made.');
        }
        return $this->made[$ref->line];
    }

    /** Where an entity of a category, or of the whole site, has its place. */
    public function context(?int $categoryid): context {
        return $categoryid === null ? context_system::instance() : context_coursecat::instance($categoryid);
    }

    /**
     * Makes all rows, or none.
     * @param callable(stdClass, moopanel_creation): ?int $create makes one, and gives its id
     * @return array for the agent
     */
    public function run(callable $create): array {
        global $DB;
        $handle = @fopen($this->file, 'r');
        if (!$handle) {
            moopanel_fail('unavailable', "PHP cannot read {$this->file}.");
        }
        $size = max(1, (int)fstat($handle)['size']);
        $transaction = $DB->start_delegated_transaction();
        while (($text = fgets($handle)) !== false) {
            $this->pause(ftell($handle) / $size);
            $row = json_decode($text);
            if (!isset($row->line) || isset($this->skip[$row->line])) {
                continue;
            }
            $writes = $DB->perf_get_writes();
            try {
                $this->made[$row->line] = (int)$create($row, $this);
            } catch (moopanel_failure $e) {
                throw $e;
            } catch (Throwable $e) {
                if ($e instanceof dml_exception || $DB->perf_get_writes() !== $writes) {
                    return $this->broken($row->line, $e);
                }
                $this->refuse($row->line, moopanel_describe($e));
            }
        }
        if (moopanel_agent_gone()) {
            moopanel_fail('aborted', 'The agent went away.');
        }
        $transaction->allow_commit();
        return ['broken' => null, 'made' => $this->pairs(), 'errors' => (object)$this->errors];
    }

    /** Ends when the agent is gone: nothing is committed yet. */
    private function pause(float $fraction): void {
        $now = microtime(true);
        if ($now - $this->last < 0.25) {
            return;
        }
        $this->last = $now;
        if (moopanel_agent_gone()) {
            moopanel_fail('aborted', 'The agent went away.');
        }
        moopanel_say('progress', ['fraction' => min(1.0, $fraction)]);
    }

    /** Keeps the words short when many rows are refused: an answer has its limit. */
    private function refuse(int $line, string $words): void {
        $words = core_text::substr($words, 0, $this->said < 1000000 ? 300 : 20);
        $this->said += strlen($words);
        $this->errors[$line] = $words;
    }

    private function broken(int $line, Throwable $e): array {
        moopanel_log(get_class($e) . ' at ' . $e->getFile() . ':' . $e->getLine());
        return ['broken' => ['line' => $line, 'error' => core_text::substr(moopanel_describe($e), 0, 500)],
            'made' => [], 'errors' => (object)[]];
    }

    /** Line and id one after the other. */
    private function pairs(): array {
        $pairs = [];
        foreach ($this->made as $line => $id) {
            $pairs[] = $line;
            $pairs[] = $id;
        }
        return $pairs;
    }
}

/** Runs a program that makes entities in the name of a user. */
function moopanel_run_creation(callable $create): void {
    moopanel_run(function () use ($create) {
        global $CFG, $DB, $moopanel;
        require_once($CFG->libdir . '/adminlib.php');
        core_php_time_limit::raise();
        raise_memory_limit(MEMORY_HUGE);
        $user = $DB->get_record('user', ['id' => (int)$moopanel->userid, 'deleted' => 0, 'suspended' => 0]);
        if (!$user) {
            moopanel_fail('not-found', 'The user for whom it is done is not there any more.');
        }
        \core\session\manager::set_user($user);
        $creation = new moopanel_creation($moopanel->file, $moopanel->skip);
        try {
            return $creation->run($create);
        } finally {
            if ($DB->is_transaction_started()) {
                $DB->force_transaction_rollback();
                // What was taken back may stand in caches that outlive this program.
                cache_helper::purge_by_event('changesincoursecat');
                cache_helper::purge_by_event('changesincourse');
            }
        }
    });
}
