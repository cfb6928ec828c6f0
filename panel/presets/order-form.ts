/** What the row of a task that asks for a preset keeps of its order. */
import { z } from 'zod';
import { presetSource } from '../../contract/panel/presets.js';

export const presetOrderForm = z.object({ sensitive: z.boolean(), source: presetSource });
export type PresetOrderRow = z.infer<typeof presetOrderForm>;
