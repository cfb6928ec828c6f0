/** Starts and stops the HTTP server of either program, with deadlines against clients that are slow on purpose. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { withBodyDeadline } from './body-deadline.js';
import type { Logger } from './logger.js';
import { StartError } from './start-error.js';

export interface ListenOptions {
  /** 0 takes any free port. */
  port: number;
  host: string;
  logger: Logger;
  /** Milliseconds in which the whole head of a request must have come; idle new connections count too. */
  headersTimeout?: number;
  /** Milliseconds in which a request's body must have come, unless its route gives it longer (`allowBodyFor`). */
  requestTimeout?: number;
  /** Milliseconds without any traffic after which a connection is closed, also in the middle of a reply. */
  idleTimeout?: number;
  /** Milliseconds that running requests get when the server stops. */
  stopGrace?: number;
  /** What the variables of port and host begin with, for the advice when they do not serve. */
  prefix?: 'PANEL' | 'AGENT';
  /** How often, in milliseconds, deadlines are checked. */
  checkInterval?: number;
}

export interface RunningServer {
  /** `http://127.0.0.1:4100`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, lets running ones end within the grace, then cuts them. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Serves `app` (an Express app or any request listener).
 * @throws StartError in one line when the port is taken, forbidden, or the address is not this machine's
 */
export async function listen(app: RequestListener, options: ListenOptions): Promise<RunningServer> {
  const server = createServer(
    {
      headersTimeout: options.headersTimeout ?? 10_000,
      // Bodies have a deadline of their own, see below.
      requestTimeout: 0,
      keepAliveTimeout: 10_000,
      connectionsCheckingInterval: options.checkInterval ?? 2_000,
      maxHeaderSize: 16 * 1024,
    },
    withBodyDeadline(app, options.requestTimeout ?? 60_000),
  );
  server.timeout = options.idleTimeout ?? 120_000;
  await bind(server, options);
  const { port } = server.address() as AddressInfo;
  server.on('error', (err) => options.logger.error({ err }, 'http server'));

  let stopping: Promise<void> | undefined;
  return {
    url: `http://${hostInUrl(options.host)}:${port}`,
    port,
    stop: () => (stopping ??= close(server, options.stopGrace ?? 3_000)),
  };
}

function bind(server: Server, options: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(startError(error, options)));
    server.listen(options.port, options.host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function startError(error: NodeJS.ErrnoException, { host, port, prefix }: ListenOptions): Error {
  const variable = (name: string) => (prefix ? ` with ${prefix}_${name}` : '');
  switch (error.code) {
    case 'EADDRINUSE':
      return new StartError(
        `Port ${port} on ${host} is taken: stop what uses it or choose another${variable('PORT')}.`,
      );
    case 'EACCES':
      return new StartError(
        `Port ${port} on ${host} may not be used by this user: choose one above 1023${variable('PORT')}.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartError(`${host} is no address of this machine: choose one that is${variable('HOST')}.`);
    default:
      return error;
  }
}

async function close(server: Server, grace: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Connections that are kept alive become idle one by one, as their replies end.
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  const timer = setTimeout(() => server.closeAllConnections(), grace);
  await closed;
  clearInterval(sweep);
  clearTimeout(timer);
}

/** A listener on every address is reached by the loopback one. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
