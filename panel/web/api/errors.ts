/** Everything that can go wrong with a request, as one typed error. */
import type { Problem } from '../../../contract/panel/common.js';

/** `status` is 0 where no answer came at all. `hint` says what to do next; `fields` names what the server refused. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    message: string,
    readonly hint: string | null = null,
    readonly fields: Readonly<Record<string, string>> = {},
    readonly requestId: string | null = null,
    /** Seconds to wait before trying again, where the server said so. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }
}

const hints: Readonly<Record<number, string>> = {
  0: 'Check that the panel is running and that this computer is online, then try again.',
  400: 'Correct what it names, then try again.',
  401: 'Sign in again.',
  403: 'Ask an administrator of this panel for the right to do this.',
  404: 'It may have been deleted meanwhile. Go back to the list.',
  409: 'Somebody changed it at the same time. Load the page again and look.',
  413: 'Send less at once.',
  422: 'Correct what it names, then try again.',
  429: 'Wait a moment, then try again.',
};

const fallbackHint = 'Try again in a moment. If it stays, give the request id to whoever runs this panel.';

/** The error for a request that got no answer. */
export function noAnswer(): ApiError {
  return new ApiError(0, 'The panel does not answer.', hints[0]);
}

/** Reads the server's problem details; an answer of another shape (a proxy's page) gives a plain error. */
export async function errorFrom(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const problem = (body && typeof body === 'object' ? body : {}) as Partial<Problem> & { message?: string };
  const waits = Number(response.headers.get('retry-after') ?? response.headers.get('x-retry-after'));
  return new ApiError(
    response.status,
    problem.detail ?? problem.title ?? problem.message ?? `The panel answered ${response.status}.`,
    problem.hint ?? hints[response.status] ?? fallbackHint,
    Object.fromEntries((problem.errors ?? []).map(({ path, message }) => [path, message])),
    problem.request_id ?? response.headers.get('x-request-id'),
    Number.isFinite(waits) && waits > 0 ? waits : null,
  );
}

/** Any thrown value as an `ApiError`, so that pages show one kind of message. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(
    -1,
    error instanceof Error ? error.message : 'Something unexpected happened.',
    fallbackHint,
  );
}
