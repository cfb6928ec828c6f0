/**
 * What a plugin's `db/install.php` or `db/upgrade.php` would do to the database, as far as it stands there literally:
 * savepoints, settings and what it throws. Blocks are entered where they ask `$oldversion < 2024010100`, in functions, and
 * nowhere else.
 */
import { readPhp } from './php-text.js';

export type PhpStep =
  | { kind: 'savepoint'; version: string }
  | { kind: 'setting'; name: string; value: string; plugin: string | null }
  /** The last step there is. */
  | { kind: 'throw'; exception: string; message: string };

/** @param oldVersion what is installed; 0 for nothing */
export function phpSteps(text: string, oldVersion: number): PhpStep[] {
  const { code } = readPhp(text);
  const steps: PhpStep[] = [];
  /** Whether each block around is entered. */
  const entered: boolean[] = [];
  let from = 0;
  for (const { 0: mark, index } of code.matchAll(/[{};]/g)) {
    const before = code.slice(from, index).trim();
    if (mark === '{') entered.push(enters(before, oldVersion));
    else if (mark === '}') entered.pop();
    else if (entered.every(Boolean)) {
      const step = stepOf(
        text
          .slice(from, index)
          .trim()
          .replace(/^[\s\S]*?(?=\b(?:throw|upgrade_|set_config))/, ''),
        before,
      );
      if (step) steps.push(step);
      if (step?.kind === 'throw') return steps;
    }
    from = index + 1;
  }
  return steps;
}

function enters(before: string, oldVersion: number): boolean {
  const asked = /\bif\s*\(\s*\$oldversion\s*<\s*([\d.]+)\s*\)$/.exec(before);
  if (asked) return oldVersion < Number(asked[1]);
  return before === '' || /\bfunction\b/.test(before);
}

function stepOf(statement: string, code: string): PhpStep | null {
  const thrown = /\bthrow\s+new\s+([\w\\]+)/.exec(code);
  if (thrown) {
    const message = /\(\s*(['"])((?:\\.|(?!\1).)*)\1/.exec(statement)?.[2] ?? '';
    return { kind: 'throw', exception: thrown[1]!, message };
  }
  const savepoint = /\bupgrade_(?:plugin|mod|block|main)_savepoint\s*\(\s*true\s*,\s*([\d.]+)/.exec(code);
  if (savepoint) return { kind: 'savepoint', version: String(Number(savepoint[1])) };
  const setting = /^set_config\(\s*'([^']*)'\s*,\s*'?([^',)]*)'?\s*(?:,\s*'([^']*)'\s*)?\)/.exec(statement);
  return setting
    ? { kind: 'setting', name: setting[1]!, value: setting[2]!, plugin: setting[3] ?? null }
    : null;
}
