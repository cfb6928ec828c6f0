/** Who is signed in, API tokens, the audit trail and the dashboard's numbers. */
import { z } from 'zod';
import { id, list, listQuery, role, timestamp } from './common.js';
import { PASSWORD_MAX, PASSWORD_MIN } from './password-limits.js';

/** GET `/me`. With an API token, `email` is null and `name` the token's. */
export const me = z.object({
  kind: z.enum(['session', 'token']),
  email: z.string().nullable(),
  name: z.string(),
  role,
});
export type Me = z.infer<typeof me>;

/** POST `/me/password`. Every other session of the operator ends; the answer carries this one's new cookie. */
export const passwordChange = z
  .object({
    current_password: z.string().min(1).max(256),
    new_password: z.string().min(PASSWORD_MIN).max(PASSWORD_MAX),
  })
  .refine((body) => body.new_password !== body.current_password, {
    path: ['new_password'],
    message: 'must be another than the present one',
  });
export type PasswordChange = z.infer<typeof passwordChange>;

export const apiToken = z.object({
  id,
  name: z.string(),
  role,
  /** The first characters, to tell tokens apart; the rest is not stored. */
  prefix: z.string(),
  expires_at: timestamp.nullable(),
  last_used_at: timestamp.nullable(),
  created_at: timestamp,
});
export type ApiToken = z.infer<typeof apiToken>;
export const apiTokenList = list(apiToken);
export const apiTokenCreate = z.object({
  name: z.string().trim().min(1).max(100),
  role: role.default('operator'),
  expires_at: timestamp.nullish(),
});
/** `token` is shown this once. */
export const apiTokenCreated = apiToken.extend({ token: z.string() });

export const auditEntry = z.object({
  id,
  at: timestamp,
  actor: z.string(),
  /** Such as `backup.create` or `auth.sign_in`. */
  action: z.string(),
  outcome: z.enum(['ok', 'refused', 'failed']),
  instance_id: id.nullable(),
  target: z.string().nullable(),
  detail: z.string().nullable(),
  ip: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntry>;
export const auditListQuery = listQuery.extend({
  instance_id: z.coerce.number().int().positive().optional(),
  action: z.string().max(100).optional(),
});
export const auditList = list(auditEntry);

/** GET `/overview`: the numbers on the first page. */
export const overview = z.object({
  instances: z.int(),
  connected: z.int(),
  need_attention: z.int(),
  users: z.int(),
  courses: z.int(),
  backups: z.int(),
  backup_bytes: z.int(),
  tasks_open: z.int(),
  tasks_failed_24h: z.int(),
  /** Sites that are offered a newer version of something. */
  sites_with_updates: z.int(),
});
export type Overview = z.infer<typeof overview>;
