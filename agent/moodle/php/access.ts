import { BridgeError } from '../bridge.js';
import type { AccessBridge } from '../access-bridge.js';
import type { PhpCalls } from './php-calls.js';

export const phpAccess = (_php: PhpCalls): AccessBridge => ({
  access: async () => {
    throw new BridgeError('moodle', 'Not there yet.');
  },
});
