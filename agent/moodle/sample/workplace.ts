import { BridgeError } from '../bridge.js';
import type { WorkplaceBridge } from '../workplace-bridge.js';
import type { SampleLayout } from './layout.js';

/** The sample site is a plain Moodle, and has no functions of its own. */
export function sampleWorkplace(_layout: SampleLayout): WorkplaceBridge {
  const nothing = async () => {
    throw new BridgeError('not-found', 'The sample site has no Moodle Workplace.');
  };
  return {
    hasWorkplace: async () => false,
    callService: nothing,
    copyStoredFile: nothing,
    putDraftFile: nothing,
  };
}
