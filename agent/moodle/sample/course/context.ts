/** Moodle's contexts: the tree that roles and files hang on. */
import type { SampleSql } from '../sql.js';

export const contextLevel = {
  system: 10,
  user: 30,
  category: 40,
  course: 50,
  module: 70,
  block: 80,
} as const;

/** The id of an item's context; 0 where it has none. */
export function contextOf(sql: SampleSql, level: number, instance: number): number {
  return sql.first('context', { contextlevel: level, instanceid: instance })?.id ?? 0;
}

/** Makes the context of a new item below that of its parent. */
export function addContext(sql: SampleSql, level: number, instance: number, parent: number): number {
  const above = sql.first('context', { id: parent });
  const id = sql.insert('context', {
    contextlevel: level,
    instanceid: instance,
    depth: Number(above?.depth ?? 0) + 1,
  });
  sql.update('context', { id }, { path: `${above?.path ?? ''}/${id}` });
  return id;
}
