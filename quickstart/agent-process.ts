import { loadConfig } from '../agent/config.js';
import { startAgent } from '../agent/main.js';
import { serve } from './serve.js';

await serve(async () => {
  const agent = await startAgent(await loadConfig(process.env));
  return { ready: { url: agent.url, apiKey: agent.context.config.apiKey }, stop: () => agent.stop() };
});
