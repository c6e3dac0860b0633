import { buildSchema, graphql, GraphQLError, GraphQLScalarType, parse, validate } from 'graphql';
import { ERROR_CODES, type ErrorCode } from '../../../src/api/error-codes';
import { GatewayError } from '../../../src/api/gateway-error';
import { toPublicError } from '../../../src/api/public-error';
import { DecimalScalar } from '../../../src/api/scalars';

const CODES = Object.keys(ERROR_CODES) as ErrorCode[];
const SECRET = 'SELECT secret FROM keys; password=hunter2';
const MASKED = {
  message: 'something went wrong here; it has been logged',
  extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'r-1', retryable: false },
};

const shown = (error: unknown) => toPublicError(error, 'r-1');

describe('an error as the client sees it', () => {
  it('has the code, the request id, whether to retry, and when', () => {
    expect(shown(new GatewayError('RATE_LIMITED', 'slower', { retryAfterMs: 5 }))).toEqual({
      message: 'slower',
      extensions: { code: 'RATE_LIMITED', requestId: 'r-1', retryable: true, retryAfterMs: 5 },
    });
    expect(shown(new GatewayError('NOT_FOUND', 'wallet not found'))).toEqual({
      message: 'wallet not found',
      extensions: { code: 'NOT_FOUND', requestId: 'r-1', retryable: false },
    });
  });

  it.each([
    ['an error', new Error(SECRET)],
    ['an error of the database', Object.assign(new Error(SECRET), { code: 'P2010', meta: SECRET })],
    ['a string', SECRET],
    ['an object', { message: SECRET, extensions: { code: 'NOT_FOUND' } }],
    ['nothing', undefined],
    [
      'a GraphQLError around an error',
      new GraphQLError(SECRET, { originalError: new Error(SECRET) }),
    ],
    [
      'a GraphQLError that calls itself a fault of ours',
      new GraphQLError(SECRET, { extensions: { code: 'INTERNAL_SERVER_ERROR', sql: SECRET } }),
    ],
  ])('tells nothing of %s that was not made for clients', (_what, error) => {
    expect(shown(error)).toEqual(MASKED);
  });

  it.each(CODES.filter((code) => code !== 'INTERNAL_SERVER_ERROR'))(
    'keeps a GraphQLError of the code %s, without its other extensions',
    (code) => {
      const error = new GraphQLError('said to clients', { extensions: { code, sql: SECRET } });
      const { retryable } = ERROR_CODES[code];
      expect(shown(error)).toEqual({
        message: 'said to clients',
        extensions: { code, requestId: 'r-1', retryable },
      });
    },
  );

  it('keeps the wait that a GraphQLError names', () => {
    const extensions = { code: 'UNAVAILABLE', retryAfterMs: 2_000 };
    expect(shown(new GraphQLError('later', { extensions })).extensions.retryAfterMs).toBe(2_000);
    const odd = { code: 'UNAVAILABLE', retryAfterMs: 'soon' };
    expect(shown(new GraphQLError('later', { extensions: odd })).extensions).not.toHaveProperty(
      'retryAfterMs',
    );
  });

  it.each([undefined, 'PERSISTED_QUERY_NOT_SUPPORTED', 'toString', 42])(
    'calls a complaint of the code %s about the request BAD_REQUEST',
    (code) => {
      expect(shown(new GraphQLError('complaint', { extensions: { code } }))).toMatchObject({
        message: 'complaint',
        extensions: { code: 'BAD_REQUEST' },
      });
    },
  );
});

describe('an error of an execution', () => {
  const schema = buildSchema(`
    scalar Odd
    scalar Decimal
    enum Color { RED }
    type Query {
      failing: String
      missing: String!
      odd: Odd
      color: Color
      number: Int
      echo(amount: Decimal, count: Int! = 1): Int
    }
  `);
  Object.assign(schema.getType('Odd') as GraphQLScalarType, {
    serialize: () => {
      throw new GraphQLError(SECRET);
    },
  });
  Object.assign(schema.getType('Decimal') as GraphQLScalarType, {
    parseValue: DecimalScalar.parseValue,
    parseLiteral: DecimalScalar.parseLiteral,
  });

  async function run(source: string, variableValues: Record<string, unknown> = {}) {
    const rootValue = {
      failing: () => {
        throw new Error(SECRET);
      },
      odd: 1,
      color: SECRET,
      number: SECRET,
      missing: null,
      echo: 1,
    };
    const { errors = [] } = await graphql({ schema, source, rootValue, variableValues });
    expect(errors).toHaveLength(1);
    return shown(errors[0]);
  }

  it.each(['failing', 'missing', 'odd', 'color', 'number'])(
    'in the field "%s", which is at fault itself, tells no more than where',
    async (field) => {
      expect(await run(`{ ${field} }`)).toEqual({
        ...MASKED,
        path: [field],
        locations: [{ line: 1, column: 3 }],
      });
    },
  );

  it.each([
    ['an argument', 'query ($v: Int = 2) { echo(count: $v) }'],
    ['a directive', 'query ($v: Boolean = true) { failing @skip(if: $v) }'],
  ])('about a null that %s does not take is the client’s', async (_what, source) => {
    const { message, extensions } = await run(source, { v: null });
    expect(extensions.code).toBe('BAD_USER_INPUT');
    expect(message).toBe('an argument does not take $v: it must not be null');
  });
});

describe('an error of the validation', () => {
  it('says where in the document it is', () => {
    const [error] = validate(buildSchema('type Query { a: Int }'), parse('{\n  b\n}'));
    expect(shown(error).locations).toEqual([{ line: 2, column: 3 }]);
  });
});
