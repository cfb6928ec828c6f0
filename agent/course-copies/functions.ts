import type { WebserviceFunction } from '../webservice/function.js';

export const courseCopyFunctions: readonly WebserviceFunction[] = [];
