interface ErrorCodeFacts {
  /** Status over HTTP for clients that accept `application/graphql-response+json`. */
  readonly httpStatus: number;
  /** Whether the same request may succeed later without being changed. */
  readonly retryable: boolean;
  readonly meaning: string;
}

/** Every code that `extensions.code` can hold. The list is closed: clients may switch over it. */
export const ERROR_CODES = {
  UNAUTHENTICATED: {
    httpStatus: 401,
    retryable: false,
    meaning: 'No token, or one that is expired, malformed or not for this gateway.',
  },
  FORBIDDEN: {
    httpStatus: 403,
    retryable: false,
    meaning: 'The caller is known but may not call this field.',
  },
  STEP_UP_REQUIRED: {
    httpStatus: 403,
    retryable: false,
    meaning: 'The message needs a stronger or more recent sign-in; come again with such a token.',
  },
  NOT_FOUND: {
    httpStatus: 404,
    retryable: false,
    meaning: 'The resource does not exist, or is not visible to the caller.',
  },
  BAD_USER_INPUT: {
    httpStatus: 400,
    retryable: false,
    meaning: 'An argument is not acceptable; the message names it.',
  },
  PAYLOAD_TOO_LARGE: {
    httpStatus: 413,
    retryable: false,
    meaning: 'The RPC payload is larger than 2 MiB, or the request larger than 5 MiB.',
  },
  RATE_LIMITED: {
    httpStatus: 429,
    retryable: true,
    meaning: 'The caller has used up this operation for now; see retryAfterMs.',
  },
  OVERLOADED: {
    httpStatus: 503,
    retryable: true,
    meaning: 'The gateway has more work than it can take on; nothing was done.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    httpStatus: 422,
    retryable: false,
    meaning: 'The idempotency key was used before with another input.',
  },
  IDEMPOTENCY_IN_PROGRESS: {
    httpStatus: 409,
    retryable: true,
    meaning: 'The first request with this idempotency key is still running.',
  },
  DEVICE_ALREADY_ASSIGNED: {
    httpStatus: 409,
    retryable: false,
    meaning: 'The device id is assigned to another wallet.',
  },
  DEVICE_LIMIT_REACHED: {
    httpStatus: 409,
    retryable: false,
    meaning: 'The wallet has ten devices, the most that Fireblocks allows.',
  },
  WALLET_LIMIT_REACHED: {
    httpStatus: 409,
    retryable: false,
    meaning: 'The caller owns as many wallets as this gateway allows.',
  },
  PASSPHRASE_ALREADY_REGISTERED: {
    httpStatus: 409,
    retryable: false,
    meaning: 'The passphrase id belongs to another user.',
  },
  WALLET_FROZEN: {
    httpStatus: 403,
    retryable: false,
    meaning: 'The wallet is frozen: it can be read, and its transactions cancelled.',
  },
  WALLET_NOT_READY: {
    httpStatus: 409,
    retryable: true,
    meaning: 'The wallet is still being provisioned.',
  },
  DEVICE_DISABLED: {
    httpStatus: 403,
    retryable: false,
    meaning: 'The device is disabled.',
  },
  UPSTREAM_UNAVAILABLE: {
    httpStatus: 503,
    retryable: true,
    meaning: 'Fireblocks did not answer, or answered that it cannot do so now.',
  },
  UPSTREAM_REJECTED: {
    httpStatus: 422,
    retryable: false,
    meaning: 'Fireblocks refused the request.',
  },
  UNAVAILABLE: {
    httpStatus: 503,
    retryable: true,
    meaning: 'A part of the gateway, such as its database, is away.',
  },
  INTERNAL_SERVER_ERROR: {
    httpStatus: 500,
    retryable: false,
    meaning: 'A fault of the gateway; the request id finds it in the log.',
  },
  BAD_REQUEST: {
    httpStatus: 400,
    retryable: false,
    meaning: 'The HTTP request is not a GraphQL request.',
  },
  GRAPHQL_PARSE_FAILED: {
    httpStatus: 400,
    retryable: false,
    meaning: 'The GraphQL document has a syntax error.',
  },
  GRAPHQL_VALIDATION_FAILED: {
    httpStatus: 400,
    retryable: false,
    meaning: 'The GraphQL document does not fit the schema, or exceeds a limit.',
  },
  UNTRUSTED_DOCUMENT: {
    httpStatus: 403,
    retryable: false,
    meaning: 'Only documents of the manifest are admitted, and this one is not among them.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    httpStatus: 400,
    retryable: false,
    meaning: 'The request does not say which operation of the document to run.',
  },
} as const satisfies Record<string, ErrorCodeFacts>;

export type ErrorCode = keyof typeof ERROR_CODES;

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERROR_CODES, code);
}
