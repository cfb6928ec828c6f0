/** The `{id}` of a path. */
import { z } from 'zod';

/** Ids are 32-bit in the database; a larger one cannot exist and must not reach it. */
export const idParams = z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) });
