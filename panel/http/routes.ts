/** Every route of `/api/v1`: the table of contents of the API. */
import { auditRoutes } from '../audit/routes.js';
import { accountRoutes } from '../auth/account-routes.js';
import { tokenRoutes } from '../auth/token-routes.js';
import { backupRoutes } from '../backups/routes.js';
import { clusterRoutes } from '../clusters/routes.js';
import { copyRoutes } from '../copies/routes.js';
import { courseRoutes } from '../courses/routes.js';
import { enrolmentRoutes } from '../enrolment/routes.js';
import { eventRoutes } from '../events/routes.js';
import { instanceRoutes } from '../instances/routes.js';
import { libraryRoutes } from '../library/routes.js';
import { migrationRoutes } from '../migrations/routes.js';
import { notificationRoutes } from '../notifications/routes.js';
import { organisationRoutes } from '../organisation/routes.js';
import { overviewRoutes } from '../overview/routes.js';
import { pluginRoutes } from '../plugins/routes.js';
import { presetRoutes } from '../presets/routes.js';
import { rolloutRoutes } from '../rollouts/routes.js';
import { taskRoutes } from '../tasks/routes.js';
import { updateRoutes } from '../updates/routes.js';
import { webserviceRoutes } from '../webservices/routes.js';
import type { Route } from './route.js';

export const routes: readonly Route[] = [
  ...accountRoutes,
  ...tokenRoutes,
  ...overviewRoutes,
  ...eventRoutes,
  ...instanceRoutes,
  ...courseRoutes,
  ...clusterRoutes,
  ...enrolmentRoutes,
  ...backupRoutes,
  ...pluginRoutes,
  ...updateRoutes,
  ...taskRoutes,
  ...presetRoutes,
  ...notificationRoutes,
  ...auditRoutes,
  ...libraryRoutes,
  ...rolloutRoutes,
  ...migrationRoutes,
  ...copyRoutes,
  ...webserviceRoutes,
  ...organisationRoutes,
];
