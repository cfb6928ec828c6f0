import { StartError } from '../runtime/start-error.js';

/**
 * Splits a command of the configuration into program and arguments as a shell would split words, with single and double quotes and nothing
 * else of a shell: `sudo -u www-data php`, `"/opt/my php/bin/php" -d memory_limit=1G`.
 * @param name the variable, for the message
 * @throws StartError on an open quote or an empty command
 */
export function splitCommand(name: string, command: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (const char of command) {
    if (quote !== null) {
      if (char === quote) quote = null;
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== null) throw new StartError(`${name} has an open quote: ${command}`);
  if (word !== null) words.push(word);
  if (!words[0]) throw new StartError(`${name} is empty: name a program, or leave the variable out.`);
  return words;
}
