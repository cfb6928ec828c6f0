/** Prometheus metrics of either program: those of the process, those of HTTP, and whatever a feature adds. */
import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export interface Metrics {
  /** A feature registers its own counters and gauges here. */
  readonly registry: Registry;
  /** Times every request. */
  readonly middleware: RequestHandler;
  /** Answers GET `/metrics`. */
  readonly handler: RequestHandler;
}

/** @param program value of the `program` label on every metric, such as `moopanel-agent` */
export function createMetrics(program: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ program });
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'moopanel_http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its reply',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers: [registry],
  });

  const middleware: RequestHandler = (req, res, next) => {
    const end = duration.startTimer();
    res.once('close', () => {
      // The pattern, never the address: a label per address would let any client fill the memory.
      const route: unknown = req.route?.path;
      const labels = { method: knownMethod(req.method), status: String(res.statusCode) };
      end({ ...labels, route: typeof route === 'string' ? req.baseUrl + route : 'unmatched' });
    });
    next();
  };
  const handler: RequestHandler = async (_req, res) => {
    const text = await registry.metrics();
    res.set('Content-Type', registry.contentType).send(text);
  };
  return { registry, middleware, handler };
}

function knownMethod(method: string): string {
  return ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].includes(method) ? method : 'other';
}
