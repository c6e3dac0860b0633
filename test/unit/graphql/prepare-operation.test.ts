import { buildSchema } from 'graphql';
import type { Context } from '../../../src/api/context';
import { Documents } from '../../../src/graphql/documents';
import { createPrepareOperation } from '../../../src/graphql/prepare-operation';
import { RefusedOperation } from '../../../src/graphql/refused-operation';
import { TrustedDocuments } from '../../../src/graphql/trusted-documents';

const schema = buildSchema('type Query { a: String, b: String }');
const alice = { caller: { id: 'alice' } } as unknown as Context;
const stranger = { caller: null } as unknown as Context;

function prepareWith(admit: () => Promise<void>) {
  const audit = { turnedAway: jest.fn(), limited: jest.fn() };
  const prepare = createPrepareOperation({
    trusted: new TrustedDocuments({ trustedOnly: false, documents: new Map() }),
    documents: new Documents({ schema, introspection: false }),
    checkVariables: () => undefined,
    costLimit: { admit },
    audit,
  });
  return { prepare, audit };
}

const overTheAllowance = () =>
  Promise.reject(RefusedOperation.because('RATE_LIMITED', 'too much', { retryAfterMs: 5 }));

describe('an operation that is refused before any of its fields', () => {
  it('by the caller’s allowance is put down under its first field', async () => {
    const { prepare, audit } = prepareWith(overTheAllowance);
    expect(await prepare({ query: '{ b a }' }, alice)).toMatchObject({ code: 'RATE_LIMITED' });
    expect(audit.limited.mock.calls).toEqual([['b', alice]]);
    expect(audit.turnedAway).not.toHaveBeenCalled();
  });

  it('because nobody is calling is put down as that', async () => {
    const { prepare, audit } = prepareWith(() => Promise.resolve());
    expect(await prepare({ query: '{ a }' }, stranger)).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(audit.turnedAway.mock.calls).toEqual([['authenticate', 'UNAUTHENTICATED', stranger]]);
    expect(audit.limited).not.toHaveBeenCalled();
  });

  it.each(['{ c }', '{', '', '{ a } query second { b }'])(
    'because "%s" cannot run is not put down',
    async (query) => {
      const { prepare, audit } = prepareWith(() => Promise.resolve());
      expect(await prepare({ query }, alice)).toBeInstanceOf(RefusedOperation);
      expect([...audit.limited.mock.calls, ...audit.turnedAway.mock.calls]).toEqual([]);
    },
  );

  it('by a fault is no refusal', async () => {
    const { prepare } = prepareWith(() => Promise.reject(new Error('Redis is away')));
    await expect(prepare({ query: '{ a }' }, alice)).rejects.toThrow('Redis is away');
  });
});
