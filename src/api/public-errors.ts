import type { Logger } from '../shared/logger';
import { logFault } from './log-fault';
import { toPublicError, type PublicError } from './public-error';

/** Errors as the client sees them; what is behind those of ours is logged. */
export function publicErrors(
  errors: readonly unknown[],
  { log, requestId }: { log: Logger; requestId: string },
): PublicError[] {
  return errors.map((error) => {
    logFault(log, error, requestId);
    return toPublicError(error, requestId);
  });
}
