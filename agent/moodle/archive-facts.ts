/** What a Moodle backup says of itself, without restoring it. */
import type { ArchiveFacts } from './bridge.js';
import { BridgeError } from './bridge.js';
import { readArchive } from './archive-entries.js';
import { parseXml, readText, type XmlElement } from './archive-xml.js';

const manifest = 'moodle_backup.xml';

/**
 * Reads `moodle_backup.xml` of a `.mbz`, gzipped tar or zip.
 * @throws BridgeError `bad-archive` when the file is no Moodle backup, `aborted` when the signal says so
 */
export async function readArchiveFacts(file: string, signal: AbortSignal): Promise<ArchiveFacts> {
  let text: string | undefined;
  await readArchive(file, signal, async (entry) => {
    if (entry.path !== manifest) {
      for await (const _ of entry.stream);
      return true;
    }
    text = await readText(entry.stream, manifest);
    return false;
  });
  if (text === undefined) {
    throw new BridgeError('bad-archive', `The file is not a Moodle backup: there is no ${manifest} in it.`);
  }
  return factsOf(parseXml(text, manifest));
}

/** @param document the parsed `moodle_backup.xml` */
export function factsOf(document: XmlElement): ArchiveFacts {
  const information = document.one('moodle_backup').one('information');
  if (information.names().length === 0) {
    throw new BridgeError('bad-archive', `The file is not a Moodle backup: its ${manifest} says nothing.`);
  }
  const type = information.one('details').one('detail').text('type');
  const users = information
    .one('settings')
    .all('setting')
    .find((setting) => setting.text('level') === 'root' && setting.text('name') === 'users');
  const courseId = Number(information.text('original_course_id'));
  return {
    type: type === 'course' || type === 'section' || type === 'activity' ? type : 'unknown',
    moodleRelease: information.text('moodle_release') ?? null,
    originalCourseId: Number.isInteger(courseId) && courseId > 0 ? courseId : null,
    originalFullname: information.text('original_course_fullname') ?? null,
    includesUsers: users?.text('value') === '1',
  };
}
