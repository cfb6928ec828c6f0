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
 * Moodle's progress, said to the agent.
 *
 * @package    moopanel
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/** Reports at most four times a second. Moodle stores controllers, so that this must serialise. */
final class moopanel_progress extends \core\progress\base {
    /** @var bool whether the end of the agent ends the work, too */
    private $stoppable;
    /** @var float */
    private $last = 0.0;
    /** @var float */
    private $from;
    /** @var float */
    private $to;

    /** The reported fraction runs within $from and $to. */
    public function __construct(bool $stoppable, float $from = 0.0, float $to = 1.0) {
        $this->stoppable = $stoppable;
        $this->from = $from;
        $this->to = $to;
    }

    /** Called by Moodle whenever there is progress. */
    public function update_progress() {
        $now = microtime(true);
        if ($now - $this->last < 0.25) {
            return;
        }
        $this->last = $now;
        if ($this->stoppable && moopanel_agent_gone()) {
            moopanel_fail('aborted', 'The agent went away.');
        }
        if (!$this->is_in_progress_section()) {
            return;
        }
        list($min) = $this->get_progress_proportion_range();
        $text = $this->get_current_description();
        moopanel_say('progress', [
            'fraction' => $this->from + ($this->to - $this->from) * max(0.0, min(1.0, $min)),
            'message' => is_string($text) ? preg_replace('/_/', ' ', $text) : '',
        ]);
    }
}
