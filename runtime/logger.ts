/** Structured logs of both programs: JSON lines on standard output, with everything secret cut out. */
import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger };

const secretKeys = [
  'password',
  'api_key',
  'apiKey',
  'apikey',
  'key',
  'token',
  'secret',
  'credentials',
  'authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'x-moopanel-signature',
  'code',
];

/**
 * A logger named after its program. Values under secret names are cut out up to three levels deep.
 * @param destination standard output where not given
 */
export function createLogger(name: string, level = 'info', destination?: DestinationStream): Logger {
  const paths = secretKeys.flatMap((key) => {
    const k = /^[a-z_]+$/i.test(key) ? key : `["${key}"]`;
    const join = (prefix: string) => (k.startsWith('[') ? `${prefix}${k}` : `${prefix}.${k}`);
    return [k, join('*'), join('*.*'), join('*.*.*')];
  });
  const options = {
    name,
    level,
    redact: { paths, censor: '[redacted]' },
    serializers: { err: pino.stdSerializers.err },
  };
  return destination ? pino(options, destination) : pino(options);
}
