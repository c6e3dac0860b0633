import {
  destination as openDestination,
  pino,
  stdSerializers,
  type Bindings,
  type ChildLoggerOptions,
  type DestinationStream,
  type Logger,
} from 'pino';
import { redactError, redactSecrets } from './redact-secrets';
import { currentRequestScope } from './request-scope';

export type { Logger };

export type LogLevel = 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

type MakeChild = (this: Logger, bindings: Bindings, options?: ChildLoggerOptions) => Logger;

/** Lines are written together: a system call for each would cost as much as the line itself. */
const BUFFER_BYTES = 8_192;
const FLUSH_MS = 100;

/** JSON lines on standard output, one for each event, with ISO times and redacted secrets. */
export function createLogger(
  level: LogLevel,
  destination: DestinationStream = standardOutput(),
): Logger {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }), log: redactSecrets },
      serializers: { err: (error: Error) => redactError({ ...stdSerializers.err(error) }) },
      mixin: () => {
        const scope = currentRequestScope();
        return scope ? { requestId: scope.requestId } : {};
      },
    },
    destination,
  );
  // pino has a formatter for what a line is given, and none for what a child is.
  const parent: { child: MakeChild } = logger;
  const { child } = parent;
  parent.child = function (this: Logger, bindings, options) {
    return child.call(this, redactSecrets(bindings), options);
  };
  return logger;
}

let opened: ReturnType<typeof openDestination> | undefined;

/** At most 100 ms behind; what is left is written when the process exits. */
function standardOutput(): DestinationStream {
  if (opened) return opened;
  const stream = openDestination({
    sync: false,
    minLength: BUFFER_BYTES,
    periodicFlush: FLUSH_MS,
  });
  process.on('exit', () => {
    stream.flushSync();
  });
  return (opened = stream);
}
