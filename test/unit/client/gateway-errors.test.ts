import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { ERROR_CODES } from '../../../src/api/error-codes';
import {
  GATEWAY_ERROR_CODES,
  isGatewayErrorCode,
  readGatewayError,
  readGatewayErrors,
} from '../../../src/client/gateway-errors';

const limited = {
  message: 'too many requests',
  path: ['relayRpc', 0],
  extensions: { code: 'RATE_LIMITED', requestId: 'r1', retryable: true, retryAfterMs: 1200 },
};

describe('the list of codes', () => {
  it('is the gateway’s own', () => {
    expect([...GATEWAY_ERROR_CODES].sort()).toEqual(Object.keys(ERROR_CODES).sort());
  });

  it.each(['toString', 'rate_limited', undefined, 7])('does not hold %p', (code) => {
    expect(isGatewayErrorCode(code)).toBe(false);
  });
});

describe('readGatewayErrors', () => {
  it('reads the errors of a GraphQL answer', () => {
    const forbidden = { message: 'no', extensions: { code: 'FORBIDDEN', retryable: false } };
    const error = new CombinedGraphQLErrors({ errors: [limited, forbidden] });
    expect(readGatewayErrors(error)).toEqual([
      {
        code: 'RATE_LIMITED',
        message: 'too many requests',
        requestId: 'r1',
        retryable: true,
        retryAfterMs: 1200,
        path: ['relayRpc', 0],
      },
      {
        code: 'FORBIDDEN',
        message: 'no',
        requestId: undefined,
        retryable: false,
        retryAfterMs: undefined,
        path: undefined,
      },
    ]);
  });

  it('reads what was refused before GraphQL saw it', () => {
    const error = serverError(413, JSON.stringify({ errors: [limited] }));
    expect(readGatewayError(error)).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 1200 });
  });

  it.each([
    ['a page of a proxy', serverError(502, '<html>Bad Gateway</html>')],
    ['JSON of a proxy', serverError(503, '{"errors": "yes"}')],
    ['null', serverError(500, 'null')],
    ['an error of the network', new TypeError('fetch failed')],
    ['no error', undefined],
    ['a code that is not the gateway’s', graphQLError({ code: 'OTHER' })],
    ['no code', graphQLError({})],
    ['no extensions', new CombinedGraphQLErrors({ errors: [{ message: 'x' }] })],
  ])('finds nothing in %s', (_what, error) => {
    expect(readGatewayErrors(error)).toEqual([]);
    expect(readGatewayError(error)).toBeUndefined();
  });

  it('leaves out what has the wrong type', () => {
    const error = graphQLError({
      code: 'UNAVAILABLE',
      retryable: 'yes',
      retryAfterMs: '5',
      requestId: 5,
    });
    expect(readGatewayError(error)).toMatchObject({
      code: 'UNAVAILABLE',
      retryable: false,
      retryAfterMs: undefined,
      requestId: undefined,
    });
  });
});

function graphQLError(extensions: Record<string, unknown>): CombinedGraphQLErrors {
  return new CombinedGraphQLErrors({ errors: [{ message: 'x', extensions }] });
}

function serverError(status: number, bodyText: string): ServerError {
  return new ServerError('x', { response: new Response(null, { status }), bodyText });
}
