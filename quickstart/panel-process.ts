import { readConfig } from '../panel/config.js';
import { startPanel } from '../panel/main.js';
import { serve } from './serve.js';

await serve(async () => {
  const panel = await startPanel(readConfig());
  return { ready: { url: panel.url, firstOperator: panel.firstOperator }, stop: () => panel.stop() };
});
