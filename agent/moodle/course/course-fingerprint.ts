import type { MoodleDatabase } from '../database/database.js';
export async function courseFingerprint(_d: MoodleDatabase, _c: number): Promise<string> {
  return '';
}
