/** The ids that a callback names, in the database's range. */
import type { Request } from 'express';
import { idParams } from '../http/id-params.js';
import { ProblemError } from '../http/problem-error.js';

/** A path that names no id gets what an unknown instance gets. */
export function instanceId(req: Request): number {
  const parsed = idParams.safeParse(req.params);
  return parsed.success ? parsed.data.id : 0;
}

/** Ids beyond the database's range belong to nothing here. @throws ProblemError 404 */
export function smallId(value: number | false | null | undefined): number | null {
  if (value === false || value === null || value === undefined) return null;
  if (value > 2_147_483_647)
    throw new ProblemError(404, 'Not found', { detail: 'This site has no such task.' });
  return value;
}
