import { BridgeError } from '../bridge.js';
import type { WorkplaceBridge } from '../workplace-bridge.js';
import type { SampleLayout } from './layout.js';

export const sampleWorkplace = (_layout: SampleLayout): WorkplaceBridge => ({
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
