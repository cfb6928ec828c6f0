/** Where exports lie: `<data>/exports/<id>`. */
import { join } from 'node:path';
import type { AgentConfig } from '../../config.js';

type Config = Pick<AgentConfig, 'dataDir'>;

export const exportsFolder = (config: Config) => join(config.dataDir, 'exports');
export const exportFolder = (config: Config, id: number) => join(exportsFolder(config), String(id));
