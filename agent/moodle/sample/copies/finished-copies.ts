/** Which course a request has made, written with the course itself, for a request that is told again. */
import { courseCopyResult, type CourseCopyResult } from '../../../../contract/agent/course-copies.js';
import type { SampleSql } from '../sql.js';

const PLUGIN = 'moopanel_copies';
/** Seconds for which it is known. */
const REMEMBERED = 5 * 86400;

/** Null where there is none, or its course is gone. */
export function finishedCopy(sql: SampleSql, key: string): CourseCopyResult | null {
  const row = sql.first('config_plugins', { plugin: PLUGIN, name: key });
  const noted = row && courseCopyResult.parse(JSON.parse(String(row.value)));
  return noted && sql.first('course', { id: noted.courseid }) ? noted : null;
}

/** @param time unix seconds */
export function noteFinished(sql: SampleSql, key: string, result: CourseCopyResult, time: number): void {
  for (const { id, value } of sql.select('config_plugins', { plugin: PLUGIN })) {
    const { at } = JSON.parse(String(value)) as { at: number };
    if (at < time - REMEMBERED) sql.remove('config_plugins', { id });
  }
  // That of a course which was deleted since.
  sql.remove('config_plugins', { plugin: PLUGIN, name: key });
  sql.insert('config_plugins', { plugin: PLUGIN, name: key, value: JSON.stringify({ ...result, at: time }) });
}
