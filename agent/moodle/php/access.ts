/** What a real Moodle lets its users do, asked of Moodle. */
import { z } from 'zod';
import type { AccessBridge } from '../access-bridge.js';
import { BridgeError } from '../bridge.js';
import type { PhpCalls } from './php-calls.js';

const answers = z.array(z.boolean());
const names = z.array(z.string());

export const phpAccess = (php: PhpCalls): AccessBridge => ({
  async access({ userId, questions }) {
    const given = await php.read('access', answers, {
      userid: userId,
      questions: questions.map(({ capability, place }) => ({
        capability,
        level: place.level,
        id: place.level === 'system' ? 0 : place.id,
      })),
    });
    if (given.length === questions.length) return given;
    throw new BridgeError('moodle', "Moodle's answer about capabilities is not as expected.");
  },
  capabilityNames: (capabilities) => php.read('capability-names', names, { capabilities: [...capabilities] }),
});
