/** GET `/users`, `/users/count`, `/users/online`, `/user`. Their POSTs are reserved, see `reserved.ts`. */
import { Router } from 'express';
import {
  userQuery,
  usersOnlineQuery,
  usersQuery,
  type UsersCountReply,
  type UsersOnlineReply,
} from '../../contract/agent/users.js';
import type { AgentContext } from '../context.js';
import { UnknownColumn } from '../moodle/reads/user-columns.js';
import {
  countAllUserRows,
  countOnline,
  countUsers,
  findUser,
  streamUsers,
  type UserKey,
} from '../moodle/reads/users.js';
import { ApiError } from './errors.js';
import { parseQuery } from './json-body.js';
import { sendList } from './send-list.js';

/** Seconds that count as online when no time is given. */
const ONLINE = 5 * 60;

export function usersRouter({ site, clock }: AgentContext): Router {
  const router = Router();

  router.get('/users', async (req, res) => {
    const query = parseQuery(req, usersQuery);
    if (query.page !== undefined && query.limit === undefined) {
      throw new ApiError(400, 'page: needs a limit beside it.');
    }
    try {
      await sendList(res, 'users', 'number_of_users', await streamUsers(site, query));
    } catch (error) {
      throw error instanceof UnknownColumn ? new ApiError(400, error.message) : error;
    }
  });

  router.get('/users/count', async (_req, res) => {
    const reply: UsersCountReply = { number_of_users: await countUsers(site) };
    res.json(reply);
  });

  router.get('/users/online', async (req, res) => {
    const { timeStart, timeEnd } = parseQuery(req, usersOnlineQuery);
    const end = timeEnd ?? Math.floor(clock().getTime() / 1000);
    const start = timeStart ?? end - ONLINE;
    if (start > end) throw new ApiError(400, 'StartTime must be less than endTime.');
    const [all_users, online] = await Promise.all([countAllUserRows(site), countOnline(site, start, end)]);
    const reply: UsersOnlineReply = { all_users, online };
    res.json(reply);
  });

  router.get('/user', async (req, res) => {
    const { id, username, upn, email } = parseQuery(req, userQuery);
    const name = username ?? upn;
    let key: UserKey;
    if (id !== undefined) key = { id };
    else if (name !== undefined) key = { username: name };
    else if (email !== undefined) key = { email };
    else throw new ApiError(400, 'No parameters provided.');
    const user = await findUser(site, key);
    if (user === null) throw new ApiError(400, 'User not found.');
    res.json({ user });
  });

  return router;
}
