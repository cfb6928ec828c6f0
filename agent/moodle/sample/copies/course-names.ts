/** What a new course is called. */
import { BridgeError } from '../../bridge.js';
import type { NewCourseRequest } from '../../course-copy-bridge.js';
import type { SampleSql } from '../sql.js';

/** Characters that Moodle's columns take. */
const FULLNAME = 254;
const SHORTNAME = 100;

export interface CourseNames {
  fullname: string;
  shortname: string;
  idnumber: string;
}

/**
 * @param own the archive's names
 * @throws BridgeError `moodle` where the short name or the ID number is taken
 */
export function courseNames(
  sql: SampleSql,
  request: Pick<NewCourseRequest, 'fullname' | 'shortname' | 'renameTaken' | 'idnumber'>,
  own: { fullname: string; shortname: string },
): CourseNames {
  const fullname = request.fullname ?? own.fullname;
  const shortname = request.shortname ?? own.shortname;
  const idnumber = request.idnumber ?? '';
  if (idnumber !== '' && sql.first('course', { idnumber })) throw taken('ID number', idnumber);
  if (request.renameTaken) return { ...freeNames(sql, fullname, shortname), idnumber };
  if (sql.first('course', { shortname })) throw taken('Short name', shortname);
  return { fullname, shortname, idnumber };
}

/** Moodle's own way: both names get the same number, the smallest with which neither is taken. */
function freeNames(sql: SampleSql, fullname: string, shortname: string) {
  for (let n = 0; ; n += 1) {
    const [suffix, mark] = n === 0 ? ['', ''] : [` copy ${n}`, `_${n}`];
    const names = {
      fullname: fullname.slice(0, FULLNAME - suffix.length) + suffix,
      shortname: shortname.slice(0, SHORTNAME - mark.length) + mark,
    };
    const free =
      !sql.first('course', { fullname: names.fullname }) &&
      !sql.first('course', { shortname: names.shortname });
    if (free) return names;
  }
}

const taken = (what: string, name: string) =>
  new BridgeError('moodle', `${what} is already used for another course (${name})`);
