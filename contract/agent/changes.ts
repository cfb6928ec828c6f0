/**
 * What a change of a site's code (plugins installed, updated or removed, core updated) says of itself, in the reply to a
 * dry run, in its callback and in `/tasks/check`. The words are the same for every kind of change.
 */
import { z } from 'zod';
import { unixSeconds } from './common.js';

/** The steps of the agent's pipeline, in their order. `revert` is taken when one after `stage` fails. */
export const changeSteps = [
  'resolve',
  'download',
  'verify',
  'inspect',
  'preflight',
  'stage',
  'maintenance',
  'dump',
  'swap',
  'upgrade',
  'check',
  'finish',
  'revert',
] as const;
export const changeStep = z.enum(changeSteps);
export type ChangeStep = z.infer<typeof changeStep>;

/**
 * Why something cannot be done, or what an operator should know although it can. `code` is for programs
 * (`requires-moodle`, `php-version`, `downgrade`, `not-writable` …), `message` for people.
 */
export const changeReason = z.object({
  code: z.string().max(64),
  message: z.string().max(2000),
});
export type ChangeReason = z.infer<typeof changeReason>;

/** What became of one plugin, or would become of it, beside the reference's `status`, `component` and `error`. */
export const changeFacts = {
  /** Null for one that is not installed. */
  from_version: z.string().nullish(),
  to_version: z.string().nullish(),
  to_release: z.string().nullish(),
  /** The step at which it failed. */
  step: changeStep.nullish(),
  /** Everything that speaks against it; empty where nothing does. */
  reasons: z.array(changeReason).nullish(),
  /** What does not keep it from being done. */
  warnings: z.array(changeReason).nullish(),
};

export const changeStepReport = z.object({
  step: changeStep,
  status: z.enum(['ok', 'failed', 'skipped']),
  started_at: unixSeconds,
  seconds: z.number().nonnegative(),
  message: z.string().max(8000),
});
export type ChangeStepReport = z.infer<typeof changeStepReport>;

export const changeReport = z.object({
  dry_run: z.boolean(),
  /**
   * `done`: the site is wholly as wanted (of several plugins, those that are marked as done). `refused`: nothing was
   * touched. `reverted`: the site is as it was. `broken`: not even that could be reached; somebody must look at once.
   */
  outcome: z.enum(['done', 'refused', 'reverted', 'broken']),
  steps: z.array(changeStepReport),
  /** How long the site was in maintenance for it. */
  maintenance_seconds: z.number().nonnegative(),
  /** Whether the database could have been put back: a dump was there. */
  database_dump: z.boolean(),
  reasons: z.array(changeReason),
  warnings: z.array(changeReason),
});
export type ChangeReport = z.infer<typeof changeReport>;

/** What every request for a change may say beyond the reference. */
export const changeOptions = {
  /** Answers what would happen and every reason why not; touches nothing. */
  dry_run: z.boolean().nullish(),
  /** Replaces a plugin's folder even when it is under version control. */
  overwrite_vcs: z.boolean().nullish(),
  /** Goes on although the site was not healthy before. */
  ignore_health: z.boolean().nullish(),
};

/** `sha256` or `md5` of a file that is to be downloaded, in hexadecimal; checked where given. */
export const expectedDigest = {
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i)
    .nullish(),
  md5: z
    .string()
    .regex(/^[0-9a-f]{32}$/i)
    .nullish(),
};
