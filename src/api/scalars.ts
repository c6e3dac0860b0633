import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const DECIMAL = /^(0|[1-9][0-9]{0,38})(\.[0-9]{1,38})?$/;

function parseDecimal(value: unknown): string {
  if (typeof value === 'string' && DECIMAL.test(value)) return value;
  throw new GraphQLError('a Decimal is a string such as "0.015"', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

/** Amounts: as strings, since a float loses what an asset's 18 decimals need. */
export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description:
    'A non-negative decimal number as a string, such as `"0.015"`: without sign, exponent or leading zeros, with at most 38 digits on each side of the point.',
  parseValue: parseDecimal,
  parseLiteral: (node) => parseDecimal(node.kind === Kind.STRING ? node.value : undefined),
  serialize: (value) => {
    if (typeof value === 'string') return value;
    throw new TypeError('a Decimal must be a string');
  },
});

function parseCursor(value: unknown): string {
  if (typeof value === 'string' && value.length <= 512) return value;
  throw new GraphQLError('a Cursor is a string that this API handed out', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

/** A position in a list or a stream. */
export const CursorScalar = new GraphQLScalarType<string, string>({
  name: 'Cursor',
  description:
    'An opaque position in a list or a stream: hand back what the API handed out, and read nothing into it.',
  parseValue: parseCursor,
  parseLiteral: (node) => parseCursor(node.kind === Kind.STRING ? node.value : undefined),
  serialize: String,
});
