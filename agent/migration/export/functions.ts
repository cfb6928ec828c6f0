import type { WebserviceFunction } from '../../webservice/function.js';

export const exportFunctions: readonly WebserviceFunction[] = [];
