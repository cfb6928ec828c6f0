/** Every route of `/api/v1`: the table of contents of the API. */
import { auditRoutes } from '../audit/routes.js';
import { tokenRoutes } from '../auth/token-routes.js';
import { clusterRoutes } from '../clusters/routes.js';
import { courseRoutes } from '../courses/routes.js';
import { instanceRoutes } from '../instances/routes.js';
import type { Route } from './route.js';

export const routes: readonly Route[] = [
  ...tokenRoutes,
  ...instanceRoutes,
  ...courseRoutes,
  ...clusterRoutes,
  ...auditRoutes,
];
