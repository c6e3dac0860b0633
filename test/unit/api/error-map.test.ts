import fc from 'fast-check';
import type { ErrorCode } from '../../../src/api/error-codes';
import { toGatewayError } from '../../../src/api/error-map';
import { GatewayError } from '../../../src/api/gateway-error';
import { DatabaseOverloadedError } from '../../../src/database/errors';
import { Prisma } from '../../../src/database/generated/client';
import {
  FireblocksError,
  type FireblocksErrorKind,
} from '../../../src/fireblocks/fireblocks-error';

/** Typed as a record, so that a new kind is missed by the compiler. */
const UPSTREAM: Record<FireblocksErrorKind, ErrorCode> = {
  TIMEOUT: 'UPSTREAM_UNAVAILABLE',
  UNREACHABLE: 'UPSTREAM_UNAVAILABLE',
  ABORTED: 'UPSTREAM_UNAVAILABLE',
  RATE_LIMITED: 'UPSTREAM_UNAVAILABLE',
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
const KINDS = Object.entries(UPSTREAM) as [FireblocksErrorKind, ErrorCode][];

describe('a failure of Fireblocks', () => {
  it.each(KINDS)('of the kind %s is %s', (kind, code) => {
    expect(toGatewayError(new FireblocksError(kind)).code).toBe(code);
  });

  it.each(KINDS)('of the kind %s does not tell what Fireblocks said', (kind) => {
    const { message } = toGatewayError(
      new FireblocksError(kind, { status: 400, code: 1_427, upstreamMessage: 'hunter2' }),
    );
    expect(message).not.toContain('hunter2');
  });

  it('tells the numbers of a refusal and the wait that was asked for', () => {
    expect(
      toGatewayError(new FireblocksError('REJECTED', { status: 400, code: 1_427 })),
    ).toMatchObject({
      message: 'Fireblocks refused the request (HTTP 400, code 1427)',
      retryable: false,
    });
    expect(
      toGatewayError(new FireblocksError('RATE_LIMITED', { retryAfterMs: 700 })),
    ).toMatchObject({
      message: 'Fireblocks is not available at the moment',
      retryable: true,
      retryAfterMs: 700,
    });
    expect(toGatewayError(new FireblocksError('REJECTED')).message).toBe(
      'Fireblocks refused the request',
    );
  });
});

describe('a failure of the database', () => {
  const known = (code: string, meta?: Record<string, unknown>) =>
    new Prisma.PrismaClientKnownRequestError('SELECT hunter2', {
      code,
      clientVersion: '7',
      ...(meta ? { meta } : {}),
    });

  it('by too much work is OVERLOADED, and worth another try', () => {
    const error = toGatewayError(new Error('wrapped', { cause: new DatabaseOverloadedError() }));
    expect(error).toMatchObject({ code: 'OVERLOADED', retryable: true, retryAfterMs: 1_000 });
  });

  it.each(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037'])(
    'of the Prisma code %s is UNAVAILABLE',
    (code) => {
      expect(toGatewayError(known(code))).toMatchObject({
        code: 'UNAVAILABLE',
        message: 'the gateway cannot reach its database',
        retryAfterMs: 2_000,
      });
    },
  );

  it.each(['08006', '53300', '57P01', '58030', '28P01', '3D000', '55000'])(
    'of the PostgreSQL state %s is UNAVAILABLE, however deep it stands',
    (originalCode) => {
      const adapterError = Object.assign(new Error('DriverAdapterError'), {
        cause: { kind: 'postgres', originalCode },
      });
      expect(toGatewayError(adapterError).code).toBe('UNAVAILABLE');
      const wrapped = known('P2010', { driverAdapterError: adapterError });
      expect(toGatewayError(wrapped).code).toBe('UNAVAILABLE');
      expect(toGatewayError(Object.assign(new Error('pg'), { code: originalCode })).code).toBe(
        'UNAVAILABLE',
      );
    },
  );

  it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH'])(
    'by %s is UNAVAILABLE',
    (code) => {
      expect(toGatewayError(Object.assign(new Error('connect'), { code })).code).toBe(
        'UNAVAILABLE',
      );
    },
  );

  it('by a connection that ended is UNAVAILABLE', () => {
    expect(toGatewayError(new Error('Connection terminated unexpectedly')).code).toBe(
      'UNAVAILABLE',
    );
  });

  it.each(['P2002', 'P2003', 'P2025', 'P2010'])(
    'of the Prisma code %s is a fault of ours',
    (code) => {
      expect(toGatewayError(known(code)).code).toBe('INTERNAL_SERVER_ERROR');
    },
  );

  it.each(['23505', '42P01', '22P02', '40001', '08'])(
    'of the PostgreSQL state %s is a fault of ours',
    (code) => {
      expect(toGatewayError(Object.assign(new Error('pg'), { code })).code).toBe(
        'INTERNAL_SERVER_ERROR',
      );
    },
  );
});

describe('whatever else is thrown', () => {
  it('keeps an error that was made for clients, also as a cause', () => {
    const error = new GatewayError('NOT_FOUND', 'wallet not found');
    expect(toGatewayError(error)).toBe(error);
    expect(toGatewayError(new Error('outer', { cause: error }))).toBe(error);
  });

  it('is a fault of ours, and nothing of it is told', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (thrown) => {
        const { code, message, cause } = toGatewayError(thrown);
        expect(code).toBe('INTERNAL_SERVER_ERROR');
        expect(message).toBe('something went wrong here; it has been logged');
        expect(cause).toBe(thrown);
      }),
    );
  });

  it('may be an error with a message that is no text', () => {
    const odd = { message: Object.create(null) as unknown, code: Object.create(null) as unknown };
    expect(toGatewayError(odd).code).toBe('INTERNAL_SERVER_ERROR');
  });

  it('may be its own cause', () => {
    const error = new Error('loop');
    error.cause = error;
    expect(toGatewayError(error).code).toBe('INTERNAL_SERVER_ERROR');
  });
});
