import type { AgentConfig } from '../config.js';
import type { ChangeSettings } from './change-tools.js';

/** What the agent's configuration says of changes. */
export function changeSettings(config: AgentConfig): ChangeSettings {
  return {
    databaseDump: config.databaseDump,
    reloadCommand: config.reloadCommand,
    upgradeTimeout: config.upgradeTimeout,
  };
}
