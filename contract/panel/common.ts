/** Building blocks of the panel's API (`/api/v1`). JSON in snake_case, times as ISO 8601 in UTC, sizes in bytes. */
import { z } from 'zod';

export const id = z.int().positive();
export const timestamp = z.iso.datetime();

/** Paging and searching of every list. `cursor` is the `next` of the page before. */
export const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(200).optional(),
  search: z.string().max(200).optional(),
  /** A field's name, with `-` in front for descending. Which fields there are is the list's own. */
  sort: z.string().max(64).optional(),
});
export type ListQuery = z.infer<typeof listQuery>;

/** Every list: `total` counts all that match, `next` is null on the last page. */
export const list = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), total: z.int().nonnegative(), next: z.string().nullable() });
export interface List<T> {
  items: T[];
  total: number;
  next: string | null;
}

/** RFC 9457 problem details; `hint` tells what to do next, `errors` names the fields of a bad request. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  hint: z.string().optional(),
  request_id: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;

/** From few rights to many; each may do what those before it may. */
export const roles = ['viewer', 'operator', 'admin'] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;
