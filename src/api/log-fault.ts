import { unwrapResolverError } from '@apollo/server/errors';
import type { Logger } from '../shared/logger';
import type { ErrorCode } from './error-codes';
import { toPublicError } from './public-error';

/** Codes that tell a client that something is wrong here, and not what. */
const OURS: ReadonlySet<ErrorCode> = new Set(['INTERNAL_SERVER_ERROR', 'UNAVAILABLE']);

/** Logs what is behind an error of ours; the client knows only its request id. */
export function logFault(log: Logger, error: unknown, requestId?: string): void {
  const { code } = toPublicError(error, '').extensions;
  if (!OURS.has(code)) return;
  const line = { err: unwrapResolverError(error), code };
  log.error(requestId === undefined ? line : { ...line, requestId }, 'an operation failed');
}
