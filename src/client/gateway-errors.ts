import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { isRecord } from './is-record';

/** Every code that the gateway puts into `extensions.code`. The list is closed. */
export const GATEWAY_ERROR_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'STEP_UP_REQUIRED',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'PAYLOAD_TOO_LARGE',
  'RATE_LIMITED',
  'OVERLOADED',
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_IN_PROGRESS',
  'DEVICE_ALREADY_ASSIGNED',
  'DEVICE_LIMIT_REACHED',
  'WALLET_LIMIT_REACHED',
  'PASSPHRASE_ALREADY_REGISTERED',
  'WALLET_FROZEN',
  'WALLET_NOT_READY',
  'DEVICE_DISABLED',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_REJECTED',
  'UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'UNTRUSTED_DOCUMENT',
  'OPERATION_RESOLUTION_FAILURE',
] as const;

export type GatewayErrorCode = (typeof GATEWAY_ERROR_CODES)[number];

/** One error of the gateway's answer. */
export interface GatewayErrorDetails {
  readonly code: GatewayErrorCode;
  /** Made for developers; show users a text of your own, chosen by `code`. */
  readonly message: string;
  /** Whether the same request may succeed later without being changed. */
  readonly retryable: boolean;
  /** When to try again, if the gateway knows. */
  readonly retryAfterMs: number | undefined;
  /** Finds the request in the gateway's log. */
  readonly requestId: string | undefined;
  /** The response field that failed. */
  readonly path: readonly (string | number)[] | undefined;
}

/**
 * What the gateway said about a failed operation, for any error that Apollo Client hands out.
 * Empty when the gateway was not the one who answered, such as when the network is away.
 */
export function readGatewayErrors(error: unknown): GatewayErrorDetails[] {
  return rawErrors(error).flatMap((raw) => readOne(raw) ?? []);
}

/** The first of {@link readGatewayErrors}; most failures have one. */
export function readGatewayError(error: unknown): GatewayErrorDetails | undefined {
  return readGatewayErrors(error)[0];
}

export function isGatewayErrorCode(code: unknown): code is GatewayErrorCode {
  return GATEWAY_ERROR_CODES.some((known) => known === code);
}

function rawErrors(error: unknown): readonly unknown[] {
  if (CombinedGraphQLErrors.is(error)) return error.errors;
  // What is refused before GraphQL sees it, such as a body that is too large, arrives like this.
  if (ServerError.is(error)) return errorsOfBody(error.bodyText);
  return [];
}

function errorsOfBody(bodyText: string): readonly unknown[] {
  try {
    const body: unknown = JSON.parse(bodyText);
    return isRecord(body) && Array.isArray(body['errors']) ? body['errors'] : [];
  } catch {
    return [];
  }
}

function readOne(raw: unknown): GatewayErrorDetails | undefined {
  if (!isRecord(raw) || !isRecord(raw['extensions'])) return undefined;
  const { code, requestId, retryable, retryAfterMs } = raw['extensions'];
  if (!isGatewayErrorCode(code)) return undefined;
  return {
    code,
    message: typeof raw['message'] === 'string' ? raw['message'] : code,
    retryable: retryable === true,
    retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : undefined,
    requestId: typeof requestId === 'string' ? requestId : undefined,
    path: Array.isArray(raw['path']) ? raw['path'].filter(isPathKey) : undefined,
  };
}

function isPathKey(key: unknown): key is string | number {
  return typeof key === 'string' || typeof key === 'number';
}
