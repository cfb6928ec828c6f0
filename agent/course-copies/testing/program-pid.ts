import { readdirSync, readFileSync } from 'node:fs';
import { markOf } from '../../moodle/program-mark.js';

/** The process of a PHP program that this process has started for a site; undefined where none runs. */
export function programPid(program: string, moodleDir: string): number | undefined {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      const parent = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      if (words.includes(markOf(program)) && words.includes(moodleDir) && Number(parent) === process.pid)
        return Number(pid);
    } catch {
      // Gone since the folder was read.
    }
  }
  return undefined;
}
