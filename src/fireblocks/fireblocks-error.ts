export type FireblocksErrorKind =
  | 'TIMEOUT'
  | 'UNREACHABLE'
  | 'ABORTED'
  | 'RATE_LIMITED'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  /** Any other 4xx. */
  | 'REJECTED'
  /** Any 5xx. */
  | 'SERVER'
  /** An answer that cannot be understood, or that is not Fireblocks' own. */
  | 'MALFORMED'
  /** Refused here, before anything was sent. */
  | 'INVALID_ID'
  /** Not sent: the workspace's budget of calls is used up, and so is the room to wait for it. */
  | 'BUSY'
  /** Not sent: Fireblocks has failed so often that it is left alone for a moment. */
  | 'CIRCUIT_OPEN';

export interface FireblocksErrorDetails {
  /** HTTP status, where there was an answer. */
  status?: number | undefined;
  /** Fireblocks' own error code, such as 1002. */
  code?: number | undefined;
  /** `x-request-id` of the answer; Fireblocks' support asks for it. */
  requestId?: string | undefined;
  /** How long Fireblocks asks to wait, or we do, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** What Fireblocks or the network said: for logs, never for clients. */
  upstreamMessage?: string | undefined;
  /** The idempotency key met an internal error and cannot be used again. */
  burntIdempotencyKey?: boolean | undefined;
}

const DEFINITIVE: ReadonlySet<FireblocksErrorKind> = new Set([
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'REJECTED',
  'INVALID_ID',
]);

/**
 * The one error that leaves this folder. Its `message` holds no upstream text, and it keeps no
 * `cause`: an HTTP client's error carries the signed headers and the request body.
 */
export class FireblocksError extends Error {
  override readonly name = 'FireblocksError';
  readonly status?: number;
  readonly code?: number;
  readonly requestId?: string;
  readonly retryAfterMs?: number;
  readonly upstreamMessage?: string;
  readonly burntIdempotencyKey: boolean;

  constructor(
    readonly kind: FireblocksErrorKind,
    details: FireblocksErrorDetails = {},
  ) {
    super(
      details.status === undefined
        ? `Fireblocks: ${kind}`
        : `Fireblocks: ${kind} (HTTP ${details.status})`,
    );
    if (details.status !== undefined) this.status = details.status;
    if (details.code !== undefined) this.code = details.code;
    if (details.requestId !== undefined) this.requestId = details.requestId;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
    if (details.upstreamMessage !== undefined) this.upstreamMessage = details.upstreamMessage;
    this.burntIdempotencyKey = details.burntIdempotencyKey ?? false;
  }

  /**
   * True when Fireblocks certainly did nothing and the same call would fail again: a 4xx other than
   * 401, 408 and 429. A burnt idempotency key is not: the call that burnt it may have had effect.
   */
  get definitive(): boolean {
    return DEFINITIVE.has(this.kind) && !this.burntIdempotencyKey;
  }
}
