/** Groups of people over all courses, two kept by hand for the whole site, one of a faculty, and an empty one. */
import { contextLevel, contextOf } from '../course/context.js';
import { siteStart, termStart, type Build } from './build.js';
import type { People, Person } from './people.js';

interface CohortEntry {
  name: string;
  /** Moodle keeps NULL where there is none. */
  idnumber: string | null;
  description: string;
  /** Number of the category that it belongs to; the whole site without. */
  category?: string;
  hidden?: boolean;
  members(people: People): readonly Person[];
}

const cohorts: readonly CohortEntry[] = [
  {
    name: 'First-year students 2025/26',
    idnumber: 'Y1-2025',
    description: '<p>Everybody who began in the autumn of 2025.</p>',
    members: ({ students }) => students.slice(0, 60),
  },
  {
    name: 'Staff & tutors',
    idnumber: null,
    description: '',
    members: ({ teachers }) => teachers,
  },
  {
    name: 'Science representatives',
    idnumber: 'SCI-REPS',
    description: '<p>They speak for their year in the faculty.</p>',
    category: 'SCI',
    members: ({ students }) => students.filter((_, i) => i % 40 === 3),
  },
  {
    name: 'Alumni “2019” — näher am Wasser',
    idnumber: 'ALUM-2019',
    description: '',
    hidden: true,
    members: () => [],
  },
];

export function buildCohorts({ sql }: Build, people: People, systemContext: number): void {
  for (const entry of cohorts) {
    const cohortid = sql.insert('cohort', {
      contextid: entry.category ? categoryContext(sql, entry.category) : systemContext,
      name: entry.name,
      idnumber: entry.idnumber,
      description: entry.description,
      descriptionformat: 1,
      visible: entry.hidden ? 0 : 1,
      timecreated: siteStart,
      timemodified: siteStart,
    });
    for (const { id } of entry.members(people)) {
      // Moodle takes those whom it deletes out of their cohorts.
      if (sql.first('user', { id })?.deleted === 1) continue;
      sql.insert('cohort_members', { cohortid, userid: id, timeadded: termStart });
    }
  }
}

function categoryContext(sql: Build['sql'], idnumber: string): number {
  const category = sql.first('course_categories', { idnumber });
  if (!category) throw new Error(`No category of the sample has the number ${idnumber}`);
  return contextOf(sql, contextLevel.category, category.id);
}
