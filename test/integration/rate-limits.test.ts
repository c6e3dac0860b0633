import { randomUUID } from 'node:crypto';
import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { unlessStalled } from '../support/given-time';
import { holdClock } from '../support/held-clock';
import { TRANSPORTS, type Answered } from '../support/transports';

holdClock();

const MAX = 3;
const RATES = { RATE_LIMITS: `me=${MAX}, me@ncw:support=7, passphrases=1` };
const ME = { query: '{ me { id } }' };

function times<Result>(count: number, run: (index: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => run(index)));
}

/** How many of the fields were answered; the others must have been refused by the limit. */
function passed(answers: readonly Answered[]): number {
  const fields = answers.flatMap(({ data }) => Object.values(data ?? {}));
  for (const { extensions } of answers.flatMap(({ errors = [] }) => errors)) {
    expect(extensions).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
    expect(Number(extensions['retryAfterMs'])).toBeGreaterThan(0);
  }
  return fields.filter((field) => field !== null).length;
}

describe('of any number of calls exactly as many pass as are allowed', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await TestGateway.start(RATES);
  });
  afterAll(() => gateway.stop());

  const somebody = (scope?: string) => gateway.as(randomUUID(), scope);

  describe.each(TRANSPORTS)('over %s', (_transport, ask) => {
    it('by parallel requests', async () => {
      const caller = await somebody();
      expect(passed(await times(30, () => ask(caller, ME)))).toBe(MAX);
    });

    it('by aliases, whose refusals cost the others nothing', async () => {
      const caller = await somebody();
      const each = Array.from({ length: MAX }, (_, i) => `m${i}: me { id }`).join(' ');
      expect(passed([await ask(caller, { query: `{ ${each} }` })])).toBe(MAX);
      expect((await ask(caller, ME)).errors).toHaveLength(1);
      expect((await ask(caller, { query: '{ wallets { edges { cursor } } }' })).errors).toBe(
        undefined,
      );
    });

    it('for each scope as it is set', async () => {
      const support = await somebody('ncw:support');
      expect(passed(await times(20, () => ask(support, ME)))).toBe(7);
      const admin = await somebody('ncw:admin');
      expect(passed(await times(20, () => ask(admin, ME)))).toBe(MAX);
    });

    it('for each operation as it is set', async () => {
      const caller = await somebody();
      const query = '{ passphrases { edges { cursor } } }';
      expect(passed(await times(9, () => ask(caller, { query })))).toBe(1);
      expect(passed(await times(9, () => ask(caller, ME)))).toBe(MAX);
    });
  });

  it('by one socket with many operations, and several at once, and HTTP beside', async () => {
    const caller = await somebody();
    const sockets = Array.from({ length: 4 }, () => caller.socket());
    const overSockets = times(24, async (index) => {
      for await (const result of sockets[index % sockets.length]!.iterate(ME)) {
        return result as Answered;
      }
      throw new Error('nothing was answered');
    });
    const overHttp = times(10, () => TRANSPORTS[0]![1](caller, ME));
    const answers = (await Promise.all([overSockets, overHttp])).flat();
    for (const socket of sockets) await socket.dispose();
    expect(passed(answers)).toBe(MAX);
  });

  it('and none by a batch, which is refused whole', async () => {
    const caller = await somebody();
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${caller.token}` },
      body: JSON.stringify(Array.from({ length: 10 }, () => ME)),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain('"me"');
    expect(passed(await times(10, () => TRANSPORTS[0]![1](caller, ME)))).toBe(MAX);
  });
});

const redisUrl = process.env['TEST_REDIS_URL'];

// Jest refuses an empty table; without a server there is nothing to say about Redis.
for (const url of redisUrl === undefined ? [] : [redisUrl])
  describe('two gateways with one Redis', () => {
    const gateways: TestGateway[] = [];
    beforeAll(async () => {
      for (let count = 0; count < 2; count += 1) {
        gateways.push(await TestGateway.start({ ...RATES, REDIS_URL: url }));
      }
    });
    afterAll(async () => {
      for (const gateway of gateways) await gateway.stop();
    });

    // Redis has half a second to answer, or each gateway decides alone; and a clock of its own.
    it('let together pass exactly what is allowed', () =>
      unlessStalled(async () => {
        const sub = randomUUID();
        const callers: GraphQLCaller[] = [];
        for (const gateway of gateways) callers.push(await gateway.as(sub));
        const answers = await times(40, (index) => {
          const [, ask] = TRANSPORTS[(index >> 1) % 2]!;
          return ask(callers[index % 2]!, ME);
        });
        expect(passed(answers)).toBe(MAX);
      }));
  });
