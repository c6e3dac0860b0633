import { buildSchema, parse, specifiedRules, validate } from 'graphql';
import { Documents } from '../../../src/graphql/documents';
import { OPERATION_LIMITS, operationLimitsRule } from '../../../src/graphql/operation-limits';
import { RefusedOperation } from '../../../src/graphql/refused-operation';
import {
  aliases,
  deep,
  deepByFragments,
  directives,
  fragmentBomb,
  repeated,
  rootFields,
  tokens,
  WIDE_SCHEMA,
} from './limit-documents';

const schema = buildSchema(WIDE_SCHEMA);

/** What the gateway has against a document, on either transport. */
function complaints(query: string): string[] {
  try {
    new Documents({ schema, introspection: true }).read(query, false);
    return [];
  } catch (error) {
    if (!(error instanceof RefusedOperation)) throw error;
    return error.errors.map(({ message }) => message);
  }
}

/** What the rule alone says, where other rules complain as well. */
function limitComplaints(query: string): string[] {
  return validate(schema, parse(query), [operationLimitsRule]).map(({ message }) => message);
}

const BY_ONE: [string, number, (count: number) => string, string][] = [
  ['fields in one another', 10, deep, 'at most 10 fields may be nested'],
  ['fields in one another by fragments', 10, deepByFragments, 'at most 10 fields may be nested'],
  ['aliases', 15, aliases, 'at most 15 aliases may be used'],
  ['root fields', 10, rootFields, 'at most 10 root fields may be selected'],
  ['directives', 5, directives, 'at most 5 directives may be used'],
];

describe('an operation', () => {
  it.each(BY_ONE)('may have as many %s as %i', (_what, limit, document) => {
    expect(complaints(document(limit))).toEqual([]);
  });

  it.each(BY_ONE)('may not have one more of the %s than %i', (_what, limit, document, sentence) => {
    expect(complaints(document(limit + 1))).toEqual([sentence]);
  });

  it('may have 1,000 tokens and not one more', () => {
    expect(OPERATION_LIMITS.tokens).toBe(1_000);
    expect(complaints(tokens(1_000))).toEqual([]);
    expect(complaints(tokens(1_001))).toEqual([
      expect.stringContaining('Document contains more that 1000 tokens'),
    ]);
  });

  it('may relay once, also under another name or in a fragment', () => {
    const sentence = 'at most 1 relayRpc may be called in one operation';
    expect(complaints('mutation { relayRpc other }')).toEqual([]);
    expect(complaints('mutation { relayRpc(x: 1) a: relayRpc(x: 2) }')).toEqual([sentence]);
    expect(
      complaints(
        'mutation { a: relayRpc(x: 1) ...F ... { c: other } } fragment F on Mutation { b: relayRpc }',
      ),
    ).toEqual([sentence]);
  });

  it('is refused with the code of a validation error', () => {
    const [error] = validate(schema, parse(rootFields(11)), [operationLimitsRule]);
    expect(error?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('is told of each limit that it exceeds', () => {
    const both = `{ ${repeated(16, (i) => `a${i}: value`)} }`;
    expect(complaints(both).sort()).toEqual([
      'at most 10 root fields may be selected',
      'at most 15 aliases may be used',
    ]);
  });
});

describe('what a fragment holds', () => {
  it('counts each time that it is spread', () => {
    const spread = (count: number) =>
      `{ ${repeated(count, (i) => `n${i}: node { ...F }`)} } fragment F on Node { b: value c: value }`;
    expect(complaints(spread(5))).toEqual([]);
    expect(complaints(spread(6))).toEqual(['at most 15 aliases may be used']);
  });

  it('counts as root fields, within named and inline fragments', () => {
    const named = `{ ...F ...F } fragment F on Query { ${repeated(5, () => 'value')} }`;
    expect(complaints(named)).toEqual([]);
    expect(complaints(named.replace('{ ...F', '{ value ...F'))).toEqual([
      'at most 10 root fields may be selected',
    ]);
    expect(complaints(`{ ... { ... on Query { ${repeated(11, () => 'value')} } } }`)).toEqual([
      'at most 10 root fields may be selected',
    ]);
  });

  it('counts with its directives, wherever they stand', () => {
    const on = '@include(if: true)';
    const five = `{ ...F ${on} ... ${on} { value ${on} } } fragment F on Query { value ${on} node ${on} { value } }`;
    expect(complaints(five)).toEqual([]);
    expect(complaints(five.replace('{ value }', `{ value ${on} }`))).toEqual([
      'at most 5 directives may be used',
    ]);
  });

  it('does not count when it is not spread', () => {
    expect(limitComplaints(`{ value } fragment F on Query ${aliases(50)}`)).toEqual([]);
  });
});

describe('a hostile document', () => {
  it.each([5, 12, 30])('that doubles itself %i times is refused at once', (steps) => {
    const before = process.cpuUsage();
    expect(limitComplaints(fragmentBomb(steps))).not.toEqual([]);
    expect(complaints(fragmentBomb(steps))).not.toEqual([]);
    // Of the processor's time, whoever else uses it; the thirtieth doubling would take minutes.
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });

  it('with fragments in a circle is refused by the rule that is for it, and ends', () => {
    const circle =
      '{ ...A } fragment A on Query { ...B } fragment B on Query { node { ...C } ...A } fragment C on Node { value node { ...C } }';
    expect(limitComplaints(circle)).toEqual([]);
    const [error] = validate(schema, parse(circle), [...specifiedRules, operationLimitsRule]);
    expect(error?.message).toMatch(/^Cannot spread fragment "[ABC]" within itself/);
  });

  it('with a fragment that does not exist is left to the rule that is for it', () => {
    expect(limitComplaints('{ ...Nowhere }')).toEqual([]);
    expect(complaints('{ ...Nowhere }')).toEqual(['Unknown fragment "Nowhere".']);
  });

  it('is held to the limits in each of its operations', () => {
    expect(limitComplaints(`query A { value } query B ${rootFields(11)}`)).toEqual([
      'at most 10 root fields may be selected',
    ]);
  });
});

describe('introspection', () => {
  const type = `ofType { ${'ofType { '.repeat(10)} name ${'} '.repeat(10)} }`;

  it('may be nested deeper than anything else', () => {
    expect(complaints(`{ __schema { types { fields { type { ${type} } } } } }`)).toEqual([]);
  });

  it('still counts as a root field', () => {
    expect(complaints(`{ ${repeated(11, () => '__typename')} }`)).toEqual([
      'at most 10 root fields may be selected',
    ]);
  });
});
