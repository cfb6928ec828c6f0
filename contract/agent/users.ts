/** `/users…` and `/user` of the agent API. A user's row is Moodle's own, every value as text or null. */
import { z } from 'zod';
import { unixSeconds } from './common.js';

export const userRow = z.record(z.string(), z.string().nullable());
export type UserRow = z.infer<typeof userRow>;

/** GET `/users`. `sort` is `<column> [ASC|DESC]`, several by commas; `fields` are columns, by commas, or `*`. */
export const usersQuery = z.object({
  search: z.string().max(255).optional(),
  sort: z.string().max(255).optional(),
  fields: z.string().max(2048).optional(),
  limit: z.coerce.number().int().min(1).max(100_000).optional(),
  page: z.coerce.number().int().nonnegative().optional(),
});
export const usersReply = z.object({ number_of_users: z.int(), users: z.array(userRow) });
export const usersCountReply = z.object({ number_of_users: z.int() });
export type UsersCountReply = z.infer<typeof usersCountReply>;

/** GET `/users/online`. */
export const usersOnlineQuery = z.object({
  timeStart: z.coerce.number().pipe(unixSeconds).optional(),
  timeEnd: z.coerce.number().pipe(unixSeconds).optional(),
});
export const usersOnlineReply = z.object({ all_users: z.int(), online: z.int() });
export type UsersOnlineReply = z.infer<typeof usersOnlineReply>;

/** GET `/user`: the first of these that is given decides. `upn` is a username too. */
export const userQuery = z.object({
  id: z.string().optional(),
  username: z.string().optional(),
  upn: z.string().optional(),
  email: z.string().optional(),
});
export const userReply = z.object({ user: userRow });
