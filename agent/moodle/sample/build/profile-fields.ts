/** What this university asks of people beyond Moodle's own profile: a tutor group of students, an office of staff. */
import type { Row } from '../sql.js';
import type { Build } from './build.js';
import type { People, Person } from './people.js';

const groups = ['Heron', 'Kingfisher', 'Otter', 'Pike'];

export function buildProfileFields({ sql }: Build, { students, teachers }: People): void {
  const categoryid = sql.insert('user_info_category', { name: 'At Lakeside', sortorder: 1 });
  const field = (fields: Row) =>
    sql.insert('user_info_field', {
      categoryid,
      descriptionformat: 1,
      visible: 2,
      defaultdata: '',
      ...fields,
    });
  const house = field({
    shortname: 'tutorgroup',
    name: 'Tutor group',
    datatype: 'menu',
    description: '<p>Given out in the first week.</p>',
    sortorder: 1,
    locked: 1,
    param1: groups.join('\n'),
  });
  const office = field({
    shortname: 'office',
    name: 'Office & building',
    datatype: 'text',
    description: '',
    sortorder: 2,
    param1: '30',
    param2: '2048',
  });
  const fill = (people: readonly Person[], fieldid: number, value: (index: number) => string) =>
    people.forEach(({ id }, i) => {
      // Moodle removes the values of those whom it deletes.
      if (sql.first('user', { id })?.deleted === 1) return;
      sql.insert('user_info_data', { userid: id, fieldid, data: value(i), dataformat: 0 });
    });
  fill(students.slice(0, 120), house, (i) => groups[i % groups.length] ?? '');
  fill(teachers, office, (i) => `Boathouse <${i % 4}.${String(10 + i)}>`);
}
