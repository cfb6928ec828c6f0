/** Who is in a course. */
import type { NewCourse } from './course-rows.js';
import type { Person } from './people.js';

export interface CourseTeam {
  course: NewCourse;
  teacher: Person;
  students: Person[];
  /** Ids of the seminar groups; small courses have none. */
  groups: number[];
}
