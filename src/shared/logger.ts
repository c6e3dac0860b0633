import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { currentRequestScope } from './request-scope';

export type { Logger };

export type LogLevel = 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** Paths that could hold a credential or an RPC payload, whatever object they arrive in. */
const SECRET_FIELDS = [
  'authorization',
  'token',
  'payload',
  'secretKey',
  'privateKey',
  'password',
  'cookie',
];

const REDACTED_PATHS = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);

/** JSON lines on standard output, one for each event, with ISO times and redacted secrets. */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => ({ ...currentRequestScope() }),
    redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
  };
  return destination ? pino(options, destination) : pino(options);
}
