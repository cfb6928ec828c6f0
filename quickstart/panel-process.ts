import { parseConfig } from '../panel/config.js';
import { startPanel } from '../panel/main.js';
import { serve } from './serve.js';

await serve(async () => {
  const panel = await startPanel(parseConfig(process.env));
  return { ready: { url: panel.url, firstOperator: panel.firstOperator }, stop: () => panel.stop() };
});
