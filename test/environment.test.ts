import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { agentVariables, panelVariables } from '../contract/environment.js';
import { packageRoot } from '../runtime/package-root.js';

test('.env.example names every variable that the programs read, and no other', () => {
  const text = readFileSync(join(packageRoot(), '.env.example'), 'utf8');
  const named = [...text.matchAll(/^#([A-Z_]+)=/gm)].map((match) => match[1]);
  expect(new Set(named)).toEqual(new Set([...panelVariables, ...agentVariables]));
});
