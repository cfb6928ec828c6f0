/** The university's people: the administrator, the guest, teachers, students, and those who left. */
import { addContext, contextLevel } from '../course/context.js';
import type { Row } from '../sql.js';
import { day, siteStart, termStart, type Build } from './build.js';
import { difficultNames, origins } from './names.js';

export interface Person {
  id: number;
  firstname: string;
  lastname: string;
}

export interface People {
  admin: number;
  teachers: Person[];
  students: Person[];
}

/** No one can sign in with it: it is the hash of nothing. */
const noPassword = 'not cached';
const teacherCount = 34;
const studentCount = 306;

/** Stores everybody; some students are suspended, some deleted, some never came. */
export function buildPeople(build: Build, systemContext: number): People {
  person(build, systemContext, {
    username: 'guest',
    firstname: 'Guest user',
    lastname: ' ',
    email: 'root@localhost',
    description: 'This user is a special user that allows read-only access to some courses.',
  });
  const admin = person(build, systemContext, {
    username: 'admin',
    firstname: 'Ada',
    lastname: 'Administrator',
    email: `admin@${build.site.domain}`,
    lastaccess: build.now - 90,
    department: 'IT Services',
  });
  if (build.site.empty) return { admin: admin.id, teachers: [], students: [] };
  const teachers = Array.from({ length: teacherCount }, (_, i) => staff(build, systemContext, i));
  const students = Array.from({ length: studentCount }, (_, i) => student(build, systemContext, i));
  return { admin: admin.id, teachers, students };
}

function staff(build: Build, systemContext: number, index: number): Person {
  const { random, now } = build;
  const name = anyName(build);
  const username = `t${String(index + 1).padStart(3, '0')}`;
  return person(build, systemContext, {
    ...name,
    username,
    email: `${username}@staff.lakeside.example`,
    idnumber: `S${1000 + index}`,
    department: random.pick(['Mathematics', 'Computing', 'Biology', 'History', 'Languages', 'Nursing']),
    lastaccess: now - random.between(30, 6 * day),
    timezone: 'Europe/London',
  });
}

function student(build: Build, systemContext: number, index: number): Person {
  const { random, now } = build;
  const difficult = difficultNames[index / 20];
  const name = difficult ? { firstname: difficult[0], lastname: difficult[1] } : anyName(build);
  const number = String(20250001 + index);
  const username = index === 100 ? `${number}@lakeside.example` : `s${number}`;
  const gone = index % 31 === 30;
  const never = index % 23 === 22;
  return person(build, systemContext, {
    ...name,
    // Moodle writes over both when it deletes an account.
    username: gone ? `${username}@lakeside.example.${termStart}` : username,
    email: gone ? `d41d8cd98f00b204e9800998ecf8427e${index}` : `${username}@students.lakeside.example`,
    idnumber: gone ? '' : number,
    deleted: gone ? 1 : 0,
    suspended: index % 41 === 40 ? 1 : 0,
    confirmed: index % 97 === 96 ? 0 : 1,
    emailstop: random.chance(0.05) ? 1 : 0,
    auth: random.pick(['manual', 'manual', 'oauth2', 'ldap']),
    phone1: random.chance(0.2) ? `+44 1632 96${random.between(1000, 9999)}` : '',
    lastaccess: never ? 0 : now - Math.floor(random.next() ** 3 * 60 * day) - 60,
  });
}

function anyName({ random }: Build): Row {
  const origin = random.pick(origins);
  const firstname = random.pick(origin.given);
  const middlename = random.chance(0.1) ? random.pick(origin.given) : '';
  const { country, city, lang } = origin;
  return { firstname, middlename, lastname: random.pick(origin.family), country, city, lang };
}

function person(build: Build, systemContext: number, fields: Row): Person {
  const seen = Number(fields.lastaccess ?? 0);
  const created = siteStart + build.random.between(0, 380) * day;
  const row: Row = {
    confirmed: 1,
    mnethostid: 1,
    password: noPassword,
    country: 'GB',
    city: 'Lakeside',
    institution: 'Lakeside University',
    middlename: '',
    firstnamephonetic: '',
    lastnamephonetic: '',
    alternatename: '',
    descriptionformat: 1,
    lastlogin: seen && seen - 3 * day,
    currentlogin: seen && seen - 1800,
    firstaccess: seen && created + day,
    lastip: seen ? `192.0.2.${build.random.between(1, 254)}` : '',
    timecreated: created,
    timemodified: created,
    ...fields,
  };
  const id = build.sql.insert('user', row);
  addContext(build.sql, contextLevel.user, id, systemContext);
  return { id, firstname: String(fields.firstname), lastname: String(fields.lastname) };
}
