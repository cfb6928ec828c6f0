import { useRouteError } from 'react-router';
import { ApiError } from '../api/errors.js';
import { ErrorState } from '../ui/error-state.js';

/** A page's code fails to load after the panel was updated, or when it is away: loading anew mends both. */
function explain(error: unknown): unknown {
  if (error instanceof Error && /module|import|fetch|preload/i.test(error.message)) {
    return new ApiError(
      0,
      'This page could not be loaded.',
      'The panel may be away or was just updated. Load the page again.',
    );
  }
  return error;
}

/** What a page shows that broke. */
export function RouteError() {
  return <ErrorState error={explain(useRouteError())} onRetry={() => window.location.reload()} page />;
}
