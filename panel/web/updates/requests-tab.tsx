import { RequestList } from './request-list.js';

/** The history of all sites' changes. */
export function RequestsTab() {
  return <RequestList />;
}
