import type { WebserviceFunction } from '../../webservice/function.js';

export const importFunctions: readonly WebserviceFunction[] = [];
