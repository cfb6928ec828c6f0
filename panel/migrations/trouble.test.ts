import { expect, test } from '@jest/globals';
import { AgentError } from '../agents/agent-error.js';
import { SiteTrouble } from './trouble.js';

test.each([
  ['There is no setting "x"', 'North: There is no setting "x". Mend it.'],
  ['The disk is full.', 'North: The disk is full. Mend it.'],
])('what a site said and what to do are two sentences: %s', (said, told) => {
  expect(new SiteTrouble('North', new AgentError('refused', said, 'Mend it.', 400)).message).toBe(told);
});
