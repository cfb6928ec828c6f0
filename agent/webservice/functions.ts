/** Every function that the agent's web services have. */
import { courseCopyFunctions } from '../course-copies/functions.js';
import { exportFunctions } from '../migration/export/functions.js';
import { importFunctions } from '../migration/import/functions.js';
import { throughWorkplace } from '../migration/workplace/pass-on.js';
import type { WebserviceFunction } from './function.js';
import { siteInfoFunction } from './site-info.js';

export const webserviceFunctions: readonly WebserviceFunction[] = [
  siteInfoFunction(() => webserviceFunctions),
  ...courseCopyFunctions,
  ...[...exportFunctions, ...importFunctions].map(throughWorkplace),
];
