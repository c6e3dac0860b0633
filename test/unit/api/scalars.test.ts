import fc from 'fast-check';
import { Kind, parseValue, type GraphQLScalarType } from 'graphql';
import { CursorScalar, DecimalScalar } from '../../../src/api/scalars';

/** The two ways in: as a variable, and written in the document. */
const WAYS = [
  ['a variable', (scalar: GraphQLScalarType, value: unknown) => scalar.parseValue(value)],
  [
    'a literal',
    (scalar: GraphQLScalarType, value: unknown) =>
      scalar.parseLiteral(
        typeof value === 'string' ? { kind: Kind.STRING, value } : parseValue(String(value)),
      ),
  ],
] as const;

const DIGITS_AND_SIGNS = Array.from('0123456789.-+e ');

function codeOf(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return (error as { extensions?: { code?: unknown } }).extensions?.code;
  }
}

describe.each(WAYS)('a Decimal as %s', (_way, parse) => {
  const most = '9'.repeat(39);

  it.each(['0', '1', '10', '0.015', '0.0', '1.000', '0.000000000000000001', most])(
    'may be "%s", and stays as it is written',
    (text) => {
      expect(parse(DecimalScalar, text)).toBe(text);
    },
  );

  it.each([
    '',
    ' ',
    ' 1',
    '1 ',
    '1\n',
    '-1',
    '+1',
    '-0',
    '01',
    '00',
    '.5',
    '5.',
    '1e3',
    '1E3',
    '0x10',
    '1,5',
    '1_000',
    '1.2.3',
    'NaN',
    'Infinity',
    '１',
    '٣',
    '1\0',
    `1${most}`,
    `0.${most}`,
    '9'.repeat(100_000),
  ])('may not be %j', (text) => {
    expect(codeOf(() => parse(DecimalScalar, text))).toBe('BAD_USER_INPUT');
  });

  it.each([1, 0.1, true, null])('may not be the bare value %j', (value) => {
    expect(codeOf(() => parse(DecimalScalar, value))).toBe('BAD_USER_INPUT');
  });

  it('is what a decimal is for the database too, and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...DIGITS_AND_SIGNS) }), (text) => {
        const passes = codeOf(() => parse(DecimalScalar, text)) === undefined;
        const plain =
          text !== '' && Number.isFinite(Number(text)) && !/[-+e ]|^\.|\.$|^0[0-9]/.test(text);
        expect(passes).toBe(plain);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a Decimal in an answer', () => {
  it('is the string that it was, and a number is a fault of ours', () => {
    expect(DecimalScalar.serialize('1.50')).toBe('1.50');
    expect(() => DecimalScalar.serialize(1.5)).toThrow('a Decimal must be a string');
  });
});

describe.each(WAYS)('a Cursor as %s', (_way, parse) => {
  it('may be any string of up to 512 characters', () => {
    expect(parse(CursorScalar, 'c'.repeat(512))).toHaveLength(512);
    expect(codeOf(() => parse(CursorScalar, 'c'.repeat(513)))).toBe('BAD_USER_INPUT');
  });

  it.each([1, true, null])('may not be the bare value %j', (value) => {
    expect(codeOf(() => parse(CursorScalar, value))).toBe('BAD_USER_INPUT');
  });
});

describe('a variable that is no scalar at all', () => {
  it.each([[['1']], [{}], [{ toString: () => '1' }], [undefined]])('is refused (%#)', (value) => {
    expect(codeOf(() => DecimalScalar.parseValue(value))).toBe('BAD_USER_INPUT');
    expect(codeOf(() => CursorScalar.parseValue(value))).toBe('BAD_USER_INPUT');
  });
});
