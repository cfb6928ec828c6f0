/**
 * Finds the tables that hold something of one course, and how their rows lead to it: by a column that names the course,
 * a context or an activity of it, or by another such table.
 */
import type { SelectQueryBuilder } from 'kysely';
import type { MoodleDatabase, MoodleTables } from '../database/database.js';
import { contextIds, type CourseContext } from './course-context.js';
import type { TableCatalog } from './table-catalog.js';
import { notContent } from './not-content.js';

type Rows = SelectQueryBuilder<MoodleTables, string, object>;
/** Makes a query of one table's rows that belong to the course; nothing is selected yet. */
export type CourseRows = () => Rows;

/** Core tables two or three steps away: table, its column, and the table whose ids that column holds. */
const steps: readonly (readonly [table: string, column: string, parent: string, parentColumn?: string])[] = [
  ['user_enrolments', 'enrolid', 'enrol'],
  ['groups_members', 'groupid', 'groups'],
  ['groupings_groups', 'groupingid', 'groupings'],
  ['grade_grades', 'itemid', 'grade_items'],
  ['grade_grades_history', 'itemid', 'grade_items'],
  ['grading_definitions', 'areaid', 'grading_areas'],
  ['grading_instances', 'definitionid', 'grading_definitions'],
  ['gradingform_rubric_criteria', 'definitionid', 'grading_definitions'],
  ['gradingform_rubric_levels', 'criterionid', 'gradingform_rubric_criteria'],
  ['gradingform_rubric_fillings', 'instanceid', 'grading_instances'],
  ['gradingform_guide_criteria', 'definitionid', 'grading_definitions'],
  ['gradingform_guide_fillings', 'instanceid', 'grading_instances'],
  ['question_bank_entries', 'questioncategoryid', 'question_categories'],
  ['question_versions', 'questionbankentryid', 'question_bank_entries'],
  ['question', 'id', 'question_versions', 'questionid'],
  ['badge_criteria', 'badgeid', 'badge'],
  ['badge_issued', 'badgeid', 'badge'],
];

/**
 * @param modules names of the installed activity modules
 * @returns what to look at, by table
 */
export function courseRows(
  database: MoodleDatabase,
  catalog: TableCatalog,
  modules: readonly string[],
  courseId: number,
  context: CourseContext | null,
): ReadonlyMap<string, CourseRows> {
  const { db } = database;
  const found = new Map<string, CourseRows>();
  const has = (table: string, column: string) => catalog.get(table)?.get(column) === 'integer';
  const from = (table: string) => db.selectFrom(table) as Rows;
  const idsOf = (table: string, column = 'id') => found.get(table)!().select(column);

  for (const table of catalog.keys()) {
    if (notContent(table)) continue;
    const courseColumn = table === 'course' ? 'id' : ['course', 'courseid'].find((name) => has(table, name));
    const contextColumn = ['contextid', 'parentcontextid', 'usingcontextid'].find((name) => has(table, name));
    const activityColumn = ['coursemoduleid', 'cmid'].find((name) => has(table, name));
    if (courseColumn) {
      found.set(table, () => from(table).where(courseColumn, '=', courseId));
    } else if (contextColumn && context) {
      found.set(table, () => {
        const rows = from(table).where(contextColumn, 'in', contextIds(database, context));
        return table === 'files' ? realFiles(rows) : rows;
      });
    } else if (activityColumn) {
      const activities = () => from('course_modules').select('id').where('course', '=', courseId);
      found.set(table, () => from(table).where(activityColumn, 'in', activities()));
    }
  }
  for (const [table, column, parent, parentColumn] of steps) {
    if (found.has(table) || !found.has(parent) || !has(table, column)) continue;
    found.set(table, () => from(table).where(column, 'in', idsOf(parent, parentColumn)));
  }

  // Activities keep their work in tables that begin with their name and point to one another in a few usual ways.
  const owner = (table: string) =>
    modules
      .filter((name) => table.startsWith(name) && found.has(name))
      .sort((a, b) => b.length - a.length)[0];
  const pending = new Map<string, string>();
  for (const table of catalog.keys()) {
    const module = found.has(table) || notContent(table) ? undefined : owner(table);
    if (module) pending.set(table, module);
  }
  for (let grown = true; grown;) {
    grown = false;
    for (const [table, module] of pending) {
      const siblings = [...found.keys()].filter((name) => name.startsWith(module));
      for (const column of catalog.get(table)!.keys()) {
        const parent = has(table, column) ? parentOf(column, module, siblings) : undefined;
        if (!parent) continue;
        found.set(table, () => from(table).where(column, 'in', idsOf(parent)));
        pending.delete(table);
        grown = true;
        break;
      }
    }
  }
  return found;
}

/** `forum`, `forumid` and `assignment` lead to the activity, `discussion` and `entryid` to `forum_discussions`, `glossary_entries`. */
function parentOf(column: string, module: string, siblings: readonly string[]): string | undefined {
  const base = column.replace(/_?id$/, '');
  if (base === '') return undefined;
  if (base === module || (module === 'assign' && base === 'assignment')) return module;
  const names = [base, `${base}s`, `${base}es`, base.replace(/y$/, 'ies')].map((name) => `${module}_${name}`);
  return siblings.find((sibling) => names.includes(sibling));
}

/** Neither backups of the course nor pictures of submissions that are made when somebody looks at them. */
function realFiles(rows: Rows): Rows {
  return rows
    .where('component', 'not in', ['backup', 'core_h5p'])
    .where('filearea', 'not in', ['draft', 'pages', 'readonlypages', 'combined', 'partial']);
}
