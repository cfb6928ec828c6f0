import { BridgeError } from '../bridge.js';
import type { MigrationBridge } from '../migration-bridge.js';
import type { PhpCalls } from './php-calls.js';

export const phpMigration = (_php: PhpCalls): MigrationBridge => ({
  createEntities: async () => {
    throw new BridgeError('moodle', 'Not there yet.');
  },
});
