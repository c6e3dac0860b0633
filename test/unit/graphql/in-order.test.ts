import type { GraphQLResolveInfo } from 'graphql';
import { rule } from 'graphql-shield';
import { GatewayError } from '../../../src/api/gateway-error';
import { inOrder, type ShieldRule } from '../../../src/graphql/in-order';

type Verdict = boolean | Error;

const asked: string[] = [];

function ruleOf(name: string, decide: () => Verdict | Promise<Verdict>): ShieldRule {
  return rule({ cache: 'no_cache' })((...given: unknown[]) => {
    asked.push(name);
    seen.push(given.slice(0, 4));
    return decide();
  });
}

const seen: unknown[][] = [];
const yes = (name: string) => ruleOf(name, () => true);
const GIVEN = [
  { id: 'parent' },
  { id: 'args' },
  { _shield: { cache: {} } },
  {} as GraphQLResolveInfo,
] as const;

async function verdict(...rules: ShieldRule[]): Promise<unknown> {
  const options = { debug: false, allowExternalErrors: true };
  return inOrder(...rules).resolve(...GIVEN, options as Parameters<ShieldRule['resolve']>[4]);
}

beforeEach(() => {
  asked.length = 0;
  seen.length = 0;
});

describe('rules in order', () => {
  it('are all asked when none refuses', async () => {
    expect(await verdict(yes('a'), yes('b'), yes('c'))).toBe(true);
    expect(asked).toEqual(['a', 'b', 'c']);
  });

  it('are asked one after the other, also when the first takes its time', async () => {
    const slow = ruleOf('slow', async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      asked.push('slow is done');
      return true;
    });
    await verdict(slow, yes('next'));
    expect(asked).toEqual(['slow', 'slow is done', 'next']);
  });

  it('are each given what the field is given', async () => {
    await verdict(yes('a'), yes('b'));
    expect(seen).toEqual([[...GIVEN], [...GIVEN]]);
  });

  it('stop at the first refusal, whose error is handed over', async () => {
    const refusal = new GatewayError('UNAUTHENTICATED', 'a bearer token is needed');
    expect(
      await verdict(
        yes('a'),
        ruleOf('b', () => refusal),
        yes('c'),
      ),
    ).toBe(refusal);
    expect(asked).toEqual(['a', 'b']);
  });

  it('refuse with FORBIDDEN where a rule just says no', async () => {
    const refusal = await verdict(
      ruleOf('a', () => false),
      yes('b'),
    );
    expect(refusal).toMatchObject({ code: 'FORBIDDEN' });
    expect(asked).toEqual(['a']);
  });

  it.each([
    ['a coded error', new GatewayError('RATE_LIMITED', 'slower'), 'RATE_LIMITED'],
    [
      'a database that is away',
      Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
      'UNAVAILABLE',
    ],
    ['a fault', new Error('boom'), 'INTERNAL_SERVER_ERROR'],
  ])('refuse with the own code of %s that is thrown', async (_what, thrown, code) => {
    const throwing = ruleOf('a', () => {
      throw thrown;
    });
    const rejecting = ruleOf('b', () => Promise.reject(thrown));
    for (const each of [throwing, rejecting]) {
      expect(await verdict(each, yes('never'))).toMatchObject({ code });
    }
    expect(asked).toEqual(['a', 'b']);
  });

  it('let pass when there are none', async () => {
    expect(await verdict()).toBe(true);
  });
});
