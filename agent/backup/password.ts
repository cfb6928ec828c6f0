/** Passwords of backup files. */
import { randomInt } from 'node:crypto';

/** Nothing that looks like something else (0 O, 1 l I) and nothing that a shell, a URL or a spreadsheet would change. */
const alphabet = '23456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ';

/** 24 random characters: 139 bits. */
export function backupPassword(): string {
  return Array.from({ length: 24 }, () => alphabet[randomInt(alphabet.length)]).join('');
}
