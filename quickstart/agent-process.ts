import { generateKey, updateAgentEnv } from '../agent/cli/env-file.js';
import { loadConfig } from '../agent/config.js';
import { startAgent } from '../agent/main.js';
import { serve } from './serve.js';

await serve(async () => {
  // What `init` does for a site of one's own, the first start does for the one it brings.
  const first = loadConfig();
  if (first.apiKey === undefined) updateAgentEnv(first.dataDir, { AGENT_API_KEY: generateKey() });
  const agent = await startAgent(loadConfig());
  return {
    ready: { url: agent.url, apiKey: agent.context.config.apiKey },
    stop: () => agent.stop(),
  };
});
