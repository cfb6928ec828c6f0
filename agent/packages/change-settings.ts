import type { AgentConfig } from '../config.js';
import type { ChangeSettings } from './change-tools.js';

/** What the agent's configuration says of changes. */
export function changeSettings(config: AgentConfig): ChangeSettings {
  return {
    databaseDump: config.databaseDump,
    databaseDumpMax: config.databaseDumpMax,
    databaseDumpDir: config.databaseDumpDir ?? null,
    reloadCommand: config.reloadCommand,
    upgradeTimeout: config.upgradeTimeout,
  };
}
