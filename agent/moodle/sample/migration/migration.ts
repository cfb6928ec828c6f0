import { BridgeError } from '../../bridge.js';
import type { MigrationBridge } from '../../migration-bridge.js';
import type { SampleLayout } from '../layout.js';

export const sampleMigration = (_layout: SampleLayout): MigrationBridge => ({
  createEntities: async () => {
    throw new BridgeError('moodle', 'Not there yet.');
  },
});
