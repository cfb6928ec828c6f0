/** `moodle_backup.xml`: what the archive says of itself. */
import { createHash } from 'node:crypto';
import type { Included } from '../structure/included.js';
import type { CourseMap } from './course-map.js';
import { xmlDocument, xmlElement, xmlValues } from './xml.js';

/** Settings of the backup, as Moodle names them. */
function rootSettings({ enrolmentMethods: _, ...included }: Included): Record<string, string> {
  const options = Object.entries(included).map(([name, on]) => [name, on ? '1' : '0'] as const);
  return {
    ...Object.fromEntries(options),
    anonymize: '0',
    files: '1',
    badges: '0',
    calendarevents: '0',
    questionbank: '1',
    groups: '1',
  };
}

/** The Moodle that the archive was made by. */
export interface MadeBy {
  version: string;
  release: string;
  wwwroot: string;
}

/**
 * @param name the file's name
 * @param time unix seconds
 */
export function manifestXml(
  map: CourseMap,
  included: Included,
  name: string,
  time: number,
  by: MadeBy,
): string {
  const { course, context } = map;
  const setting = (level: string, about: Record<string, string>, key: string, value: string) =>
    xmlElement('setting', xmlValues({ level, ...about, name: key, value }));
  const inside = (level: 'section' | 'activity', directory: string) => {
    const about = directory.split('/')[1] ?? '';
    const say = (what: string, value: string) =>
      setting(level, { [level]: about }, `${about}_${what}`, value);
    return [say('included', '1'), say('userinfo', included.users ? '1' : '0')];
  };
  const detail = xmlElement(
    'detail',
    xmlValues({
      type: 'course',
      format: 'moodle2',
      interactive: '0',
      mode: 10,
      execution: 1,
      executiontime: 0,
    }),
    { backup_id: createHash('md5').update(`${name}${time}`).digest('hex') },
  );
  const information = xmlElement('information', [
    ...xmlValues({
      name,
      moodle_version: by.version,
      moodle_release: by.release,
      backup_version: '2024100700',
      backup_release: '4.5',
      backup_date: time,
      mnet_remoteusers: 0,
      include_files: 1,
      include_file_references_to_external_content: 0,
      original_wwwroot: by.wwwroot,
      original_site_identifier_hash: createHash('md5').update(by.wwwroot).digest('hex'),
      original_course_id: course.id,
      original_course_format: course.format ?? '',
      original_course_fullname: course.fullname ?? '',
      original_course_shortname: course.shortname ?? '',
      original_course_startdate: course.startdate ?? 0,
      original_course_enddate: course.enddate ?? 0,
      original_course_contextid: context.id,
      original_system_contextid: 1,
    }),
    xmlElement('details', [detail]),
    contents(map),
    xmlElement('settings', [
      setting('root', {}, 'filename', name),
      ...Object.entries(rootSettings(included)).map(([key, value]) => setting('root', {}, key, value)),
      ...map.sections.flatMap((section) => inside('section', sectionDirectory(section.id))),
      ...map.activities.flatMap((activity) => inside('activity', activity.directory)),
    ]),
  ]);
  return xmlDocument(xmlElement('moodle_backup', [information]));
}

export const sectionDirectory = (id: number) => `sections/section_${id}`;

function contents({ course, sections, activities }: CourseMap): string {
  return xmlElement('contents', [
    xmlElement(
      'activities',
      activities.map(({ cm, module, instance, section, directory }) =>
        xmlElement(
          'activity',
          xmlValues({
            moduleid: cm.id,
            sectionid: section.id,
            modulename: module,
            title: instance.name ?? '',
            directory,
            insubsection: '',
          }),
        ),
      ),
    ),
    xmlElement(
      'sections',
      sections.map((section) =>
        xmlElement(
          'section',
          xmlValues({
            sectionid: section.id,
            title: section.name ?? section.section ?? '',
            directory: sectionDirectory(section.id),
          }),
        ),
      ),
    ),
    xmlElement(
      'course',
      xmlValues({ courseid: course.id, title: course.shortname ?? '', directory: 'course' }),
    ),
  ]);
}
