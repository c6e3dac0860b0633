import { buildSchema, getOperationAST, parse, type GraphQLScalarType } from 'graphql';
import { DecimalScalar } from '../../../src/api/scalars';
import { RefusedOperation } from '../../../src/graphql/refused-operation';
import { createCheckVariables } from '../../../src/graphql/variables';

const schema = buildSchema(`
  scalar Decimal
  type Query { pay(input: PayInput!, list: [PayInput!], times: Int! = 1): Int }
  input PayInput { secretField: ID!, amount: Decimal, kind: Kind, to: [Target!] }
  input Target { address: String! }
  enum Kind { FAST SLOW }
`);
Object.assign(schema.getType('Decimal') as GraphQLScalarType, {
  parseValue: DecimalScalar.parseValue,
});

const QUERY =
  'query ($input: PayInput!, $list: [PayInput!], $times: Int! = 1) { pay(input: $input, list: $list, times: $times) }';

function faults(variables: Record<string, unknown>, introspection = false): string[] {
  const check = createCheckVariables(schema, introspection);
  try {
    check(getOperationAST(parse(QUERY))!, variables);
    return [];
  } catch (error) {
    if (!(error instanceof RefusedOperation)) throw error;
    expect(error.code).toBe('BAD_USER_INPUT');
    return error.errors.map(({ message }) => message);
  }
}

const good = { secretField: '1' };

describe('variables', () => {
  it.each([
    { input: good },
    { input: { ...good, amount: '1.5', kind: 'FAST', to: [{ address: 'a' }] }, list: [good] },
    { input: { ...good, to: { address: 'one is a list of one' } }, list: null, unused: 7 },
  ])('that fit are let pass: %j', (variables) => {
    expect(faults(variables)).toEqual([]);
    expect(faults(variables, true)).toEqual([]);
  });

  const LACKS = 'lacks a field that is required, or has one that is not known';
  it.each([
    [{}, ['$input must be given']],
    [{ input: null }, ['$input must not be null']],
    [{ input: undefined }, ['$input must not be null']],
    [{ input: 'text' }, ['$input must be an object']],
    [{ input: [good] }, ['$input must be an object']],
    [{ input: {} }, [`$input ${LACKS}`]],
    [{ input: { secretFielt: '1' } }, [`$input ${LACKS}`]],
    [{ input: { ...good, amount: 1e3 } }, [`$input.amount is not acceptable: ${DECIMAL()}`]],
    [
      { input: { ...good, kind: 'FASD' } },
      ['$input.kind is not one of the values that it may have'],
    ],
    [{ input: { ...good, kind: 7 } }, ['$input.kind is not one of the values that it may have']],
    [{ input: { ...good, to: [{ address: 'a' }, {}] } }, [`$input.to.1 ${LACKS}`]],
    [{ input: { ...good, to: [{ address: null }] } }, ['$input.to.0.address must not be null']],
    [{ input: { ...good, to: { address: [] } } }, [text('$input.to.address')]],
    [{ input: good, list: [good, null] }, ['$list.1 must not be null']],
    [
      { input: good, times: '2' },
      ['$times is not acceptable: Int cannot represent non-integer value: "2"'],
    ],
    [{ input: good, times: null }, ['$times must not be null']],
  ])('that do not are told of by what the client wrote: %j', (variables, expected) => {
    expect(faults(variables)).toEqual(expected);
    for (const fault of faults(variables)) {
      expect(fault).not.toMatch(/secretField\b|PayInput|Kind|Target|FAST|Did you mean/);
    }
    expect(faults(variables, true)).not.toEqual([]);
  });

  it('are told of in GraphQL’s words where introspection is on', () => {
    expect(faults({ input: {} }, true)).toEqual([
      'Variable "$input" got invalid value {}; Field "secretField" of required type "ID!" was not provided.',
    ]);
  });

  it('are told of by five faults at most', () => {
    const list = Array.from({ length: 20 }, () => ({ ...good, kind: 'X' }));
    expect(faults({ input: good, list })).toHaveLength(5);
    expect(faults({ input: good, list }, true).length).toBeLessThanOrEqual(6);
  });

  it('that are no own fields of the request do not count', () => {
    expect(faults(Object.create({ input: good }) as Record<string, unknown>)).toEqual([
      '$input must be given',
    ]);
  });
});

function DECIMAL(): string {
  return 'a Decimal is a string such as "0.015"';
}

function text(place: string): string {
  return `${place} is not acceptable: String cannot represent a non string value: []`;
}
