import { GraphQLError } from 'graphql';
import type { Logger } from '../shared/logger';
import type { RequestScope } from '../shared/request-scope';
import type { ErrorCode } from './error-codes';
import { toPublicError } from './public-error';

/** Codes that tell a client that something is wrong here, and not what. */
const OURS: ReadonlySet<ErrorCode> = new Set(['INTERNAL_SERVER_ERROR', 'UNAVAILABLE']);

/** Whose fault it became: of what the client was told and of what it had asked for. */
type FaultOrigin = Partial<Pick<RequestScope, 'requestId' | 'operation'>>;

/** Logs what is behind an error of ours; the client knows only its request id. */
export function logFault(
  log: Logger,
  error: unknown,
  { requestId, operation }: FaultOrigin = {},
): void {
  const { code } = toPublicError(error, '').extensions;
  if (!OURS.has(code)) return;
  const request = requestId === undefined ? {} : { requestId };
  log.error({ ...request, ...operation, code, err: causeOf(error) }, 'an operation failed');
}

/** GraphQL's errors have what they were made of where no log line shows it. */
function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError
    ? causeOf(error.originalError)
    : error;
}
