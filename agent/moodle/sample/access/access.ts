import { BridgeError } from '../../bridge.js';
import type { AccessBridge } from '../../access-bridge.js';
import type { SampleLayout } from '../layout.js';

export const sampleAccess = (_layout: SampleLayout): AccessBridge => ({
  access: async () => {
    throw new BridgeError('moodle', 'Not there yet.');
  },
});
