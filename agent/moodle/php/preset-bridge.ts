/** Admin presets of a real Moodle. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { presetApplyReply } from '../../../contract/agent/presets.js';
import { BridgeError, type BridgeRun } from '../bridge.js';
import type { PresetBridge } from '../preset-bridge.js';
import { secretName, secretValues } from '../secret-patterns.js';
import type { PhpProgramName } from './php-program.js';
import { runPhp, type PhpRequest } from './run-php.js';

const exported = z.object({
  xml: z.string(),
  settings: z.int(),
  plugins: z.int(),
  secrets: z.array(z.object({ plugin: z.string(), name: z.string(), value: z.string() })),
});
const outcome = presetApplyReply.omit({ status: true });

/** A pattern as PHP's `preg_match` takes it. None of them holds a tilde. */
const forPhp = ({ source, flags }: RegExp) => `~${source}~${flags}`;
const patterns = { secretname: forPhp(secretName), secretvalues: secretValues.map(forPhp) };

/** @throws BridgeError `moodle` when a program gave something else */
function answered<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new BridgeError('moodle', "Moodle's answer about admin presets is not as expected.");
}

type Ask = (program: PhpProgramName, fields: Readonly<Record<string, unknown>>, run: BridgeRun) => PhpRequest;

/** @param ask makes the request to a program */
export function phpPresets(ask: Ask): PresetBridge {
  return {
    async exportPreset({ name, seal }, run) {
      // Secrets come beside the XML, which has marks in their places.
      const mark = `moopanel-${randomBytes(16).toString('hex')}-`;
      const answer = await runPhp(
        ask('export-preset', { ...patterns, name, mark, secrets: seal !== null }, run),
      );
      const { xml, settings, plugins, secrets } = answered(exported, answer);
      const sealed = seal === null ? [] : secrets.map(seal);
      return {
        xml: xml.replace(new RegExp(`${mark}(\\d+)\\.`, 'g'), (_, n: string) => sealed[Number(n)] ?? ''),
        settings,
        plugins,
        secrets: secrets.length,
      };
    },
    async applyPreset({ xml, settings, opened, unopened, dryRun }, run) {
      const fields = { ...patterns, xml, settings, opened, unopened, dryrun: dryRun };
      return answered(outcome, await runPhp(ask('apply-preset', fields, run)));
    },
    async undoPreset({ applicationId }, run) {
      return answered(
        outcome,
        await runPhp(ask('undo-preset', { ...patterns, applicationid: applicationId }, run)),
      );
    },
  };
}
