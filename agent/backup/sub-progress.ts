/** A part of a task's progress as if it were a whole one. */
import type { BridgeRun } from '../moodle/bridge.js';

/** The run with its progress mapped into `from`…`to`, and the given signal if any. */
export function subRun(run: BridgeRun, from: number, to: number, signal = run.signal): BridgeRun {
  return {
    signal,
    progress: (fraction, message) =>
      run.progress(from + (to - from) * Math.max(0, Math.min(1, fraction)), message),
    log: (line) => run.log(line),
  };
}
