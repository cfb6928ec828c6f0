/** An answer that is not success, as RFC 9457 problem details. Thrown anywhere below a route. */
import type { Problem } from '../../contract/panel/common.js';

export interface ProblemExtras {
  detail?: string;
  /** What the caller can do next. */
  hint?: string;
  errors?: Problem['errors'];
  headers?: Record<string, string>;
}

export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly extras: ProblemExtras = {},
  ) {
    super(extras.detail ?? title);
    this.name = 'ProblemError';
  }
}

/** 404 for a resource by its id; the same whether it never was or may not be seen. */
export function notFound(what: string, id: number | string): ProblemError {
  return new ProblemError(404, `${what} not found`, {
    detail: `There is no ${what.toLowerCase()} ${id}.`,
    hint: 'It may have been deleted: load the list again.',
  });
}
