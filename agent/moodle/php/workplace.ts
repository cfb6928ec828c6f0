/** Moodle Workplace on a real site, through the site's own web service functions and file storage. */
import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ServiceAnswer, WorkplaceBridge } from '../workplace-bridge.js';
import type { PhpCalls } from './php-calls.js';

/** Milliseconds for which the answer holds: Workplace is installed and removed by upgrades only. */
const KNOWN_FOR = 60_000;
/** Seconds for a function of Moodle's own: scheduling is quick, but looks at the whole file. */
const CALL_TIMEOUT = 300;
/** Milliseconds for copying a file. */
const COPY_TIMEOUT = 30 * 60_000;

const answer = z.union([
  z.object({
    exception: z.object({
      exception: z.string(),
      errorcode: z.string(),
      message: z.string(),
      debuginfo: z.string().optional(),
    }),
  }),
  z.object({ value: z.unknown() }),
]);

export function phpWorkplace(php: PhpCalls): WorkplaceBridge {
  let known: { until: number; answer: Promise<boolean> } | undefined;
  return {
    hasWorkplace() {
      const now = performance.now();
      if (known === undefined || known.until < now) {
        const asked = php.read('has-function', z.boolean(), { name: 'tool_wp_perform_export' });
        known = { until: now + KNOWN_FOR, answer: asked };
        asked.catch(() => (known = undefined));
      }
      return known.answer;
    },

    async callService({ name, parameters, userId }): Promise<ServiceAnswer> {
      const fields = { name, userid: userId, parameters: JSON.stringify(parameters) };
      return (await php.read('call-service', answer, fields, CALL_TIMEOUT)) as ServiceAnswer;
    },

    async copyStoredFile({ target, ...file }) {
      const fields = {
        contextid: file.contextId,
        component: file.component,
        filearea: file.filearea,
        itemid: file.itemId,
        filepath: file.filepath,
        filename: file.filename,
      };
      const signal = AbortSignal.timeout(COPY_TIMEOUT);
      const run = { signal, progress: () => undefined, log: () => undefined };
      const held = await php.archive('stored-file', fields, run);
      try {
        await copyFile(held.path, target, constants.COPYFILE_EXCL);
      } finally {
        await held.release();
      }
    },

    async putDraftFile({ userId, file, filename }) {
      await php.lendFile(file);
      return php.read('put-draft-file', z.int().positive(), { userid: userId, file, filename }, CALL_TIMEOUT);
    },
  };
}
