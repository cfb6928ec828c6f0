/**
 * Reads what `admin/cli/upgrade.php` prints. A part begins with `-->mod_quiz` (core with its name in the site's language)
 * and ends with `++ Success ++` in that language; what fails is printed as `!!! message !!!`, with `!! details !!` after it,
 * or by PHP itself.
 */
import type { UpgradeOutcome } from '../../change-bridge.js';

/** Lines of the output's end that tell of a failure which nothing else explains. */
const LAST_LINES = 10;
/** Characters of the longest message. */
const MESSAGE_LIMIT = 2_000;

const component = /^-->\s*([a-z][a-z0-9]*_[a-z0-9_]+)\s*$/;
/** A component as a word of a sentence: no function, no class, no path. */
const frankenstyle = /(?<![\w\\/])[a-z][a-z0-9]*_[a-z0-9_]+(?![\w(/\\])/g;
const failure = /^(!!! .+|(PHP )?(Fatal|Parse) error: .+|.*\bUncaught .+)/;

export class UpgradeOutput {
  readonly #last: string[] = [];
  readonly #failures: string[] = [];
  /** The part that has begun and not ended. */
  #open: string | null = null;
  #parts = 0;

  /** Takes one line. @returns the component that begins with it, `core` for Moodle itself; else null */
  push(line: string): string | null {
    const text = line.trim();
    if (text === '') return null;
    this.#last.push(text);
    if (this.#last.length > LAST_LINES) this.#last.shift();
    if (failure.test(text)) this.#failures.push(text);
    if (/^\+\+ .* \+\+$/.test(text)) this.#open = null;
    if (!text.startsWith('-->')) return null;
    this.#parts++;
    return (this.#open = component.exec(text)?.[1] ?? 'core');
  }

  /** How much is done, from 0 to 1. How many parts there will be nobody says, so each takes a tenth of what is left. */
  get fraction(): number {
    return 1 - 0.9 ** this.#parts;
  }

  /** @param how it ended, in words */
  outcome(succeeded: boolean, how: string): UpgradeOutcome {
    if (succeeded) return { succeeded, failedComponent: null, message: '' };
    const said = this.#failures.length > 0 ? this.#failures : this.#last;
    const message =
      said.length > 0 ? said.join('\n') : `Moodle's upgrade ended with ${how} and said nothing.`;
    return {
      succeeded,
      failedComponent: this.#open ?? this.#named(),
      message: message.slice(0, MESSAGE_LIMIT),
    };
  }

  /** What is refused before its part begins (a downgrade, unmet requirements) is only named in the message. */
  #named(): string | null {
    const said =
      this.#failures.length > 0 ? this.#failures.filter((line) => line.startsWith('!!!')) : this.#last;
    const names = new Set(said.slice(-2).flatMap((line) => line.match(frankenstyle) ?? []));
    return names.size === 1 ? [...names][0]! : null;
  }
}
