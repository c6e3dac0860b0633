import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, Kind, type ASTNode, type GraphQLFormattedError } from 'graphql';
import { isErrorCode, type ErrorCode } from './error-codes';
import { toGatewayError } from './error-map';
import { GatewayError } from './gateway-error';

/** `extensions` of every error that leaves the gateway. */
export interface ErrorExtensions extends Record<string, unknown> {
  code: ErrorCode;
  requestId: string;
  retryable: boolean;
  retryAfterMs?: number;
}

export interface PublicError extends GraphQLFormattedError {
  readonly extensions: ErrorExtensions;
}

/** The error as the client sees it. Nothing but what was made for clients passes. */
export function toPublicError(error: unknown, requestId: string): PublicError {
  const { code, message, retryable, retryAfterMs } = describe(error);
  const extensions: ErrorExtensions = {
    code,
    requestId,
    retryable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  return {
    message,
    ...(error instanceof GraphQLError && error.locations ? { locations: error.locations } : {}),
    ...(error instanceof GraphQLError && error.path ? { path: error.path } : {}),
    extensions,
  };
}

function describe(error: unknown): GatewayError {
  const original = unwrapResolverError(error);
  if (!(original instanceof GraphQLError)) return toGatewayError(original);
  const { code, retryAfterMs } = original.extensions;
  if (isErrorCode(code) && code !== 'INTERNAL_SERVER_ERROR') {
    const wait = typeof retryAfterMs === 'number' ? { retryAfterMs } : {};
    return new GatewayError(code, original.message, wait);
  }
  const value = refusedValue(original);
  if (value) {
    const what = value.kind === Kind.VARIABLE ? `$${value.name.value}` : 'a value with a variable';
    return new GatewayError(
      'BAD_USER_INPUT',
      `an argument does not take ${what}: it must not be null`,
    );
  }
  if (original.originalError) return toGatewayError(original.originalError);
  // Met while a field was resolved, it is about a value of ours, which must not be told.
  const ours =
    original !== error || original.path !== undefined || code === 'INTERNAL_SERVER_ERROR';
  return ours ? toGatewayError(original) : new GatewayError('BAD_REQUEST', original.message);
}

/**
 * What the document gives to an argument that cannot take it, which shows only when the operation
 * runs: a variable that may be null. GraphQL names that place, has no field's path yet, and says
 * more of the schema than clients may know.
 */
function refusedValue({ nodes, path, originalError }: GraphQLError): ASTNode | undefined {
  const ofGraphQL = originalError === undefined || originalError instanceof GraphQLError;
  return path === undefined && ofGraphQL ? nodes?.[0] : undefined;
}
