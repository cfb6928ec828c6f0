/** GET `/health` (ours): what an operator looks at first when a site misbehaves. */
import { z } from 'zod';
import { unixSeconds } from './common.js';

/** `unknown`: could not be found out now, for example because PHP does not answer. */
export const healthLevel = z.enum(['ok', 'warning', 'critical', 'unknown']);
export type HealthLevel = z.infer<typeof healthLevel>;

/** A task of Moodle's own (not of the agent's queue) that fails or hangs. */
export const troubledTask = z.object({
  /** The PHP class: `\core\task\send_new_user_passwords_task`. */
  classname: z.string(),
  component: z.string(),
  /** `failing`: its last run failed; `stuck`: running for longer than a day. */
  state: z.enum(['failing', 'stuck']),
  /** Seconds that Moodle waits before it tries again; grows with every failure. */
  fail_delay: z.int(),
  next_run: unixSeconds.nullable(),
  started_at: unixSeconds.nullable(),
});
export type TroubledTask = z.infer<typeof troubledTask>;

export const healthReply = z.object({
  /** The worst of all below. */
  status: healthLevel,
  checked_at: unixSeconds,
  cron: z.object({
    status: healthLevel,
    last_run: unixSeconds.nullable(),
    /** Switched off in Moodle's settings. */
    disabled: z.boolean(),
    message: z.string(),
  }),
  adhoc_tasks: z.object({
    status: healthLevel,
    waiting: z.int(),
    failing: z.int(),
    stuck: z.int(),
    /** The worst hundred. */
    tasks: z.array(troubledTask),
    message: z.string(),
  }),
  scheduled_tasks: z.object({
    status: healthLevel,
    failing: z.int(),
    stuck: z.int(),
    disabled: z.int(),
    tasks: z.array(troubledTask),
    message: z.string(),
  }),
  disk: z.object({
    status: healthLevel,
    /** Bytes on the file system of the data root. */
    free: z.int().nullable(),
    total: z.int().nullable(),
    message: z.string(),
  }),
  upgrade: z.object({ status: healthLevel, pending: z.boolean().nullable(), message: z.string() }),
  maintenance: z.object({ status: healthLevel, enabled: z.boolean().nullable(), message: z.string() }),
});
export type HealthReply = z.infer<typeof healthReply>;
