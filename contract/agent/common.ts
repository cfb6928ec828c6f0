/** Building blocks of the agent API's schemas (`agent-api.md`, "Common rules"). */
import { z } from 'zod';

/** Where a Moodle site hands its requests to the agent; the PHP plugin answers at the same path. */
export const AGENT_BASE_PATH = '/local/moopanel/server.php';

/** The header that carries the key in both directions. */
export const API_KEY_HEADER = 'x-api-key';

/** The reference's clients send ids as numbers or as digits in a string; both mean the number. */
export const numericId = z.union([
  z.int().positive(),
  z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .transform(Number),
]);

/** Seconds since 1970, as Moodle's database keeps times. */
export const unixSeconds = z.int().nonnegative();

/** A frankenstyle component name such as `mod_quiz`. */
export const component = z.string().regex(/^[a-z][a-z0-9]*_[a-z][a-z0-9_]*[a-z0-9]$/);

/** What the agent answers with any status of 400 and above. */
export const errorReply = z.object({ error: z.string(), request_id: z.string().optional() });
export type ErrorReply = z.infer<typeof errorReply>;
