import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../api/error-codes';
import { toGatewayError } from '../api/error-map';

/** Why an operation does not run. Its errors have this code. */
export class RefusedOperation extends Error {
  private constructor(
    readonly code: ErrorCode,
    readonly errors: readonly GraphQLError[],
  ) {
    super('the operation was refused');
    this.name = 'RefusedOperation';
  }

  static because(
    code: ErrorCode,
    message: string,
    more: { retryAfterMs?: number } = {},
  ): RefusedOperation {
    const error = new GraphQLError(message, { extensions: { code, ...more } });
    return new RefusedOperation(code, [error]);
  }

  /** Of what should not have been thrown: no reason for a client, and one for the log. */
  static byFault(fault: unknown): RefusedOperation {
    const originalError = fault instanceof Error ? fault : new Error(String(fault));
    const error = new GraphQLError(originalError.message, { originalError });
    return new RefusedOperation(toGatewayError(fault).code, [error]);
  }

  static of(code: ErrorCode, errors: readonly GraphQLError[]): RefusedOperation {
    for (const error of errors) error.extensions['code'] = code;
    return new RefusedOperation(code, errors);
  }
}
