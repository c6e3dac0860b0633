import type { Context } from './context';
import { logFault } from './log-fault';
import { toPublicError, type PublicError } from './public-error';

/** Errors as the client sees them; what is behind those of ours is logged. */
export function publicErrors(
  errors: readonly unknown[],
  context: Pick<Context, 'log' | 'requestId' | 'operation'>,
): PublicError[] {
  return errors.map((error) => {
    logFault(context.log, error, context);
    return toPublicError(error, context.requestId);
  });
}
