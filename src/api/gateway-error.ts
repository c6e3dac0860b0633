import { ERROR_CODES, type ErrorCode } from './error-codes';

interface GatewayErrorOptions {
  retryAfterMs?: number;
  /** For the log only. */
  cause?: unknown;
}

/** The one kind of error whose message is made for clients. Everything else is masked. */
export class GatewayError extends Error {
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    { retryAfterMs, cause }: GatewayErrorOptions = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'GatewayError';
    this.retryAfterMs = retryAfterMs;
  }

  get retryable(): boolean {
    return ERROR_CODES[this.code].retryable;
  }
}

/** `field` is the path of the argument, such as `input.walletId`; `rule` says what is right. */
export function badInput(field: string, rule: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', `${field} ${rule}`);
}

/** A missing resource and somebody else's are answered alike. */
export function notFound(resource: string): GatewayError {
  return new GatewayError('NOT_FOUND', `${resource} not found`);
}
