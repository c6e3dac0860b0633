import { causes, DatabaseOverloadedError, isDatabaseUnavailable } from '../database/errors';
import { FireblocksError, type FireblocksErrorKind } from '../fireblocks/fireblocks-error';
import type { ErrorCode } from './error-codes';
import { GatewayError } from './gateway-error';

/** What a failure of Fireblocks means to a client; exhaustive, so that a new kind must be placed. */
const UPSTREAM_CODES: Record<FireblocksErrorKind, ErrorCode> = {
  TIMEOUT: 'UPSTREAM_UNAVAILABLE',
  UNREACHABLE: 'UPSTREAM_UNAVAILABLE',
  ABORTED: 'UPSTREAM_UNAVAILABLE',
  RATE_LIMITED: 'UPSTREAM_UNAVAILABLE',
  // Our API key was refused: nothing that the client could change.
  UNAUTHORIZED: 'UPSTREAM_UNAVAILABLE',
  SERVER: 'UPSTREAM_UNAVAILABLE',
  MALFORMED: 'UPSTREAM_UNAVAILABLE',
  FORBIDDEN: 'UPSTREAM_REJECTED',
  NOT_FOUND: 'UPSTREAM_REJECTED',
  CONFLICT: 'UPSTREAM_REJECTED',
  REJECTED: 'UPSTREAM_REJECTED',
  INVALID_ID: 'BAD_USER_INPUT',
  BUSY: 'OVERLOADED',
  CIRCUIT_OPEN: 'UPSTREAM_UNAVAILABLE',
};

const BUSY = 'the gateway is busy; nothing was done';

/** Whatever was thrown, as the error that a client may see. */
export function toGatewayError(error: unknown): GatewayError {
  for (const cause of causes(error)) {
    if (cause instanceof GatewayError) return cause;
    if (cause instanceof FireblocksError) return fromFireblocks(cause);
    if (cause instanceof DatabaseOverloadedError) return overloaded(cause);
    if (isDatabaseUnavailable(cause)) return unavailable(cause);
  }
  return new GatewayError(
    'INTERNAL_SERVER_ERROR',
    'something went wrong here; it has been logged',
    {
      cause: error,
    },
  );
}

function fromFireblocks(error: FireblocksError): GatewayError {
  const code = UPSTREAM_CODES[error.kind];
  return new GatewayError(code, upstreamMessage(code, error), {
    cause: error,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  });
}

/** Numbers only: Fireblocks' own texts are not made for our clients. */
function upstreamMessage(code: ErrorCode, { status, code: upstreamCode }: FireblocksError): string {
  if (code === 'BAD_USER_INPUT') return 'an id is malformed';
  if (code === 'OVERLOADED') return BUSY;
  if (code === 'UPSTREAM_UNAVAILABLE') return 'Fireblocks is not available at the moment';
  const details = [
    ...(status === undefined ? [] : [`HTTP ${status}`]),
    ...(upstreamCode === undefined ? [] : [`code ${upstreamCode}`]),
  ];
  return `Fireblocks refused the request${details.length > 0 ? ` (${details.join(', ')})` : ''}`;
}

function overloaded(cause: unknown): GatewayError {
  return new GatewayError('OVERLOADED', BUSY, {
    cause,
    retryAfterMs: 1_000,
  });
}

function unavailable(cause: unknown): GatewayError {
  return new GatewayError('UNAVAILABLE', 'the gateway cannot reach its database', {
    cause,
    retryAfterMs: 2_000,
  });
}
