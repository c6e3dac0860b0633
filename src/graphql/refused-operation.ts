import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../api/error-codes';

/** Why an operation may not run. Its errors have this code, and are made for clients. */
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

  static of(code: ErrorCode, errors: readonly GraphQLError[]): RefusedOperation {
    for (const error of errors) error.extensions['code'] = code;
    return new RefusedOperation(code, errors);
  }
}
