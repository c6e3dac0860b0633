import { buildSchema } from 'graphql';
import { Documents } from '../../../src/graphql/documents';
import { TrustedDocuments } from '../../../src/graphql/trusted-documents';

const schema = buildSchema('type Query { a: Int }');
const texts = { good: '{ a }', old: '{ a gone }', broken: '{' };
const trusted = new TrustedDocuments({
  trustedOnly: true,
  documents: new Map(Object.entries(texts)),
});

it('Trusted documents that do not fit the schema are told of at once, and why', () => {
  const told: unknown[] = [];
  const log = { warn: (line: unknown) => void told.push(line) };
  trusted.reportUnfit(new Documents({ schema, introspection: true }), log);
  expect(told).toEqual([
    { id: 'old', reasons: ['Cannot query field "gone" on type "Query".'] },
    { id: 'broken', reasons: ['Syntax Error: Expected Name, found <EOF>.'] },
  ]);
});
