import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
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
  if (original instanceof GraphQLError) return fromGraphQL(original);
  return toGatewayError(original);
}

/** Errors that GraphQL itself made: about the document, its variables or a scalar. */
function fromGraphQL(error: GraphQLError): GatewayError {
  const code = error.extensions['code'];
  if (isErrorCode(code)) return new GatewayError(code, error.message);
  if (error.originalError) return toGatewayError(error.originalError);
  // A null in a non-null field is our fault; what is left is a complaint about the client's input.
  if (error.path) return toGatewayError(error);
  return new GatewayError('BAD_REQUEST', error.message);
}
