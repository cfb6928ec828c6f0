/** Refuses requests whose head can be read in two ways; proxies and servers that read it differently are how requests are smuggled. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Headers that decide who asks, for what, or where a body ends. Node would join them or take the first. */
const once = new Set([
  'host',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'authorization',
  'x-api-key',
  'idempotency-key',
  'x-moopanel-signature',
  'x-moopanel-timestamp',
  'x-moopanel-delivery',
]);

/** The name of a header that came twice and may come once only, or null. */
export function repeatedHeader(req: IncomingMessage): string | null {
  const seen = new Set<string>();
  for (let i = 0; i < req.rawHeaders.length; i += 2) {
    const name = req.rawHeaders[i]!.toLowerCase();
    if (!once.has(name)) continue;
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return null;
}

/** Express middleware: 400 and the end of the connection when such a header came twice. */
export function singleHeaders(req: IncomingMessage, res: ServerResponse, next: () => void): void {
  const name = repeatedHeader(req);
  if (name === null) {
    next();
    return;
  }
  res.writeHead(400, { 'Content-Type': 'application/json; charset=utf-8', Connection: 'close' });
  res.end(JSON.stringify({ error: `The header ${name} may be sent once only.` }));
}
