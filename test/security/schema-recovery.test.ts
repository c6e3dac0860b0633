import { buildApiSchema } from '../../src/graphql/schema';
import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { namesOf, probesFor, VARIABLE_PROBES } from '../support/schema-probe';
import { TRANSPORTS, type Answered, type Ask, type Request } from '../support/transports';

const NAMES = namesOf(buildApiSchema());

/** Root fields, an input's field, a type and a value of an enum. */
const WORDS = [
  ...['wallets', 'createTransaction', 'signingStatus'],
  ...['idempotencyKey', 'Wallet', 'TRANSFER'],
];

/** Names of the schema in an answer that were not in the request. */
function recovered(request: Request, answer: Answered): string[] {
  const sent = JSON.stringify(request);
  const told = (answer.errors ?? []).map(({ message, path }) => ({ message, path }));
  const words = JSON.stringify(told).match(/[A-Za-z_]\w*/g) ?? [];
  return words.filter((word) => NAMES.has(word) && !sent.includes(word));
}

/** What differs from one request to the next tells nothing. */
function plain({ errors = [] }: Answered): unknown {
  return errors.map(({ extensions: { requestId: _id, ...extensions }, ...error }) => ({
    ...error,
    extensions,
  }));
}

/** Errors of our own are not about the schema, and name what they count. */
const ABOUT_ALL = ['the document does not fit the schema', 'a bearer token is needed'];

describe('where introspection is off, errors give no part of the schema away', () => {
  let gateway: TestGateway;
  let callers: Record<string, GraphQLCaller>;

  beforeAll(async () => {
    gateway = await TestGateway.start({ INTROSPECTION: 'off', RATE_LIMIT_FACTOR: '1000' });
    callers = { user: await gateway.as('alice'), stranger: gateway.anonymous() };
  });
  afterAll(() => gateway.stop());

  const cases = TRANSPORTS.flatMap(([transport, ask]) =>
    ['user', 'stranger'].map((who): [string, string, Ask] => [who, transport, ask]),
  );

  it.each(cases)('to a %s over %s, whatever the document', async (who, _transport, ask) => {
    const caller = callers[who]!;
    for (const word of WORDS) {
      await Promise.all(
        probesFor(word).map(async ([real, made]) => {
          const [toReal, toMade] = await Promise.all([ask(caller, real), ask(caller, made)]);
          expect({ real, recovered: recovered(real, toReal) }).toEqual({ real, recovered: [] });
          expect(toReal.data ?? null).toBeNull();
          expect({ real, answer: plain(toReal) }).toEqual({ real, answer: plain(toMade) });
          expect(ABOUT_ALL).toContain(toReal.errors?.[0]?.message);
        }),
      );
    }
  });

  it.each(cases)('to a %s over %s, whatever the variables', async (who, _transport, ask) => {
    for (const request of VARIABLE_PROBES) {
      const answer = await ask(callers[who]!, request);
      expect(answer.errors).not.toEqual([]);
      expect({ request, recovered: recovered(request, answer) }).toEqual({
        request,
        recovered: [],
      });
    }
  });
});

describe('where introspection is on, the same probe', () => {
  it('recovers what a developer wants to be told', async () => {
    const gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000' });
    const caller = await gateway.as('alice');
    const found = new Set<string>();
    for (const request of [{ query: '{ walletz }' }, ...VARIABLE_PROBES]) {
      for (const [, ask] of TRANSPORTS) {
        for (const name of recovered(request, await ask(caller, request))) found.add(name);
      }
    }
    await gateway.stop();
    expect([...found]).toEqual(expect.arrayContaining(['wallets', 'TRANSFER', 'walletId']));
  });
});
