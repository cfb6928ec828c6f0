/**
 * The time in which a request's body must have come. Node's own limit is one for all requests of a server; a large
 * upload by somebody who may make it needs longer than a body that anybody can send.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>();

/** Serves `app`; a request whose body is not whole after `milliseconds` is answered 408 and cut. */
export function withBodyDeadline(app: RequestListener, milliseconds: number): RequestListener {
  return (req, res) => {
    if (hasBody(req)) {
      start(req, res, milliseconds);
      // Also what is left of a body after its answer has its time.
      req.once('close', () => clearTimeout(timers.get(req)));
    }
    app(req, res);
  };
}

/** Gives a request another deadline for its body, counted from now. */
export function allowBodyFor(req: IncomingMessage, res: ServerResponse, milliseconds: number): void {
  if (timers.has(req)) start(req, res, milliseconds);
}

function start(req: IncomingMessage, res: ServerResponse, milliseconds: number): void {
  clearTimeout(timers.get(req));
  // Nothing is left to come, and nobody would end the timer.
  if (req.complete || req.destroyed) return;
  const timer = setTimeout(() => {
    if (req.complete) return;
    if (!res.headersSent) res.writeHead(408, { Connection: 'close' }).end();
    req.socket.destroySoon();
  }, milliseconds);
  // The server keeps the process alive; a request that was answered early and whose connection has gone must not.
  timer.unref();
  timers.set(req, timer);
}

function hasBody(req: IncomingMessage): boolean {
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
}
