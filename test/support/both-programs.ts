/** The panel with its embedded database and one agent with the sample site, in this process, on free ports. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseConfig as parseAgentConfig } from '../../agent/config.js';
import { startAgent, type RunningAgentProgram } from '../../agent/main.js';
import { copyBuiltSite } from '../../agent/moodle/sample/testing/built-site.js';
import { parseConfig as parsePanelConfig } from '../../panel/config.js';
import { startPanel, type Panel } from '../../panel/main.js';
import { preparedDataDir } from '../../panel/testing/prepared-data.js';
import { ApiClient } from './api-client.js';
import { EventStream } from './event-stream.js';

export const PANEL_TOKEN = 'test-token-0123456789-0123456789-0123456789';
export const AGENT_KEY = 'test-key-0123456789-0123456789-0123456789-01';

export interface BothPrograms {
  folder: string;
  /** The sample site's folder, for `SampleEditor`. */
  siteFolder: string;
  panel: Panel;
  agent: RunningAgentProgram;
  api: ApiClient;
  events: EventStream;
  dispose(): Promise<void>;
}

export async function startBothPrograms(): Promise<BothPrograms> {
  // The panel's own files lie at the folder's top: what goes in beside them has names of its own.
  const folder = await preparedDataDir();
  const siteFolder = join(folder, 'site');
  await copyBuiltSite(siteFolder);
  const panel = await startPanel(
    parsePanelConfig({
      DATA_DIR: folder,
      PANEL_PORT: '0',
      PANEL_API_TOKEN: PANEL_TOKEN,
      PANEL_ADMIN_EMAIL: 'ada@example.org',
      PANEL_ADMIN_PASSWORD: 'correct horse battery',
      PANEL_LOG_LEVEL: 'fatal',
    }),
  );
  const agent = await startAgent(
    parseAgentConfig({
      AGENT_DATA_DIR: join(folder, 'agent'),
      AGENT_PORT: '0',
      AGENT_API_KEY: AGENT_KEY,
      AGENT_LOG_LEVEL: 'fatal',
      MOODLE_SAMPLE: siteFolder,
    }),
  );
  const events = await EventStream.open(panel.url, PANEL_TOKEN);
  return {
    folder,
    siteFolder,
    panel,
    agent,
    api: new ApiClient(panel.url, PANEL_TOKEN),
    events,
    dispose: async () => {
      await events.close();
      await agent.stop();
      await panel.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
