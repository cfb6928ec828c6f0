/** "Contains this text, whatever its case", said in each database's own way, as Moodle's `sql_like` does. */
import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { MoodleDatabase } from '../database/database.js';

/**
 * @param expression what is searched: a column or an expression of text
 * @param text taken literally; `%` and `_` are no wildcards
 */
export function contains(
  kind: MoodleDatabase['kind'],
  expression: RawBuilder<unknown>,
  text: string,
): RawBuilder<SqlBool> {
  const like = `%${text.replace(/[|%_]/g, '|$&')}%`;
  switch (kind) {
    case 'mysql':
      return sql`lower(${expression}) like lower(${like}) collate utf8mb4_bin escape '|'`;
    case 'postgresql':
      return sql`${expression} ilike ${like} escape '|'`;
    case 'sqlite':
      // SQLite's LIKE and lower() know the case of ASCII only; GLOB with both cases of every letter knows all.
      return sql`${expression} glob ${`*${[...text].map(bothCases).join('')}*`}`;
  }
}

function bothCases(character: string): string {
  const cases = [character.toLowerCase(), character.toUpperCase()].filter((c) => [...c].length === 1);
  const distinct = new Set(cases.length > 0 ? cases : [character]);
  if (distinct.size === 1 && !'*?[]^-'.includes(character)) return character;
  // Within brackets a lone `]` or `^` would not stand for itself, but neither is special outside of them.
  if (character === ']' || character === '^' || character === '-') return character;
  return `[${[...distinct].join('')}]`;
}
