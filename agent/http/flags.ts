/** Flags of the query: they count by being there, whatever their value, as in the reference. */
import type { Request } from 'express';

export function flag(req: Request, name: string): boolean {
  return Object.hasOwn(req.query, name);
}
