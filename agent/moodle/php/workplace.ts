import { BridgeError } from '../bridge.js';
import type { WorkplaceBridge } from '../workplace-bridge.js';
import type { PhpCalls } from './php-calls.js';

export const phpWorkplace = (_php: PhpCalls): WorkplaceBridge => ({
  hasWorkplace: async () => {
    throw new BridgeError('moodle', 'Not there yet.');
  },
  callService: async () => {
    throw new BridgeError('moodle', 'Not there yet.');
  },
  copyStoredFile: async () => {
    throw new BridgeError('moodle', 'Not there yet.');
  },
  putDraftFile: async () => {
    throw new BridgeError('moodle', 'Not there yet.');
  },
});
