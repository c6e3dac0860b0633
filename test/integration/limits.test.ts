import { TestGateway } from '../support/gateway';
import { holdClock } from '../support/held-clock';
import { TRANSPORTS } from '../support/transports';

let gateway: TestGateway;
holdClock();

beforeAll(async () => {
  gateway = await TestGateway.start({
    RATE_LIMIT_OTHER: '6',
    RATE_LIMIT_COST: '250',
    RATE_LIMITS: '*@ncw:admin=7, cost@ncw:support=1000',
    OPERATION_COST_LIMIT: '200',
    CORS_ORIGINS: 'https://app.example',
  });
});

afterAll(async () => {
  await gateway.stop();
});

const limits = (headers: Headers) =>
  ['limit', 'remaining', 'reset'].map((name) => headers.get(`ratelimit-${name}`));

describe('an answer over HTTP', () => {
  it('says what is left of the allowance, and when all of it is there again', async () => {
    const caller = await gateway.as('headers');
    expect(limits((await caller.send('{ me { id } }')).headers)).toEqual(['6', '5', '10']);
    expect(limits((await caller.send('{ me { id } }')).headers)).toEqual(['6', '4', '20']);
  });

  it('speaks of the root field that leaves the least', async () => {
    const caller = await gateway.as('least');
    await caller.send('{ me { id } }');
    const query = '{ wallets { edges { cursor } } me { id } passphrases { edges { cursor } } }';
    expect(limits((await caller.send(query)).headers)).toEqual(['6', '4', '20']);
  });

  it('says when to come again where it refuses, whatever the client accepts', async () => {
    const caller = await gateway.as('refused');
    const aliases = Array.from({ length: 7 }, (_, i) => `a${i}: me { id }`).join(' ');
    const { headers, errors } = await caller.send(`{ ${aliases} }`);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['RATE_LIMITED']);
    expect(limits(headers)).toEqual(['6', '0', '60']);
    expect(headers.get('retry-after')).toBe('10');
    const older = await caller.send('{ me { id } }', {}, { accept: 'application/json' });
    expect([older.status, older.headers.get('retry-after')]).toEqual([200, '10']);
    const newer = await caller.send('{ me { id } }');
    expect([newer.status, newer.headers.get('retry-after')]).toEqual([429, '10']);
  });

  it('lets web pages read that', async () => {
    const caller = await gateway.as('page');
    const { headers } = await caller.send('{ me { id } }', {}, { origin: 'https://app.example' });
    expect(headers.get('access-control-expose-headers')).toBe(
      'x-request-id, ratelimit-limit, ratelimit-remaining, ratelimit-reset, retry-after',
    );
  });

  it('says nothing of limits to whom no operation was let', async () => {
    const { headers } = await gateway.anonymous().send('{ me { id } }');
    expect(limits(headers)).toEqual([null, null, null]);
    expect(headers.get('retry-after')).toBeNull();
  });
});

const walletsOf = (first: number) => `{ wallets(first: ${first}) { edges { node { id } } } }`;

describe.each(TRANSPORTS)('the cost of an operation over %s', (transport, ask) => {
  it('is told with its answer, and what the caller has left', async () => {
    const caller = await gateway.as(`cost ${transport}`);
    const { extensions } = await ask(caller, { query: walletsOf(100) });
    expect(extensions).toEqual({
      cost: { requested: 101, max: 200, callerRemaining: 149, callerMax: 250 },
    });
  });

  it('is counted for a scope as it is set for that', async () => {
    const left = async (scope: string) => {
      const caller = await gateway.as(`${scope} ${transport}`, scope);
      return (await ask(caller, { query: walletsOf(100) })).extensions?.['cost'];
    };
    const cost = { requested: 101, max: 200 };
    expect(await left('ncw:support')).toEqual({ ...cost, callerRemaining: 899, callerMax: 1_000 });
    // What all operations of a scope may be called says nothing of their cost.
    expect(await left('ncw:admin')).toEqual({ ...cost, callerRemaining: 149, callerMax: 250 });
  });

  it('is bounded for one operation, which then takes nothing', async () => {
    const caller = await gateway.as(`dear ${transport}`);
    const twice = `{ a: ${walletsOf(100).slice(1, -1)} b: ${walletsOf(100).slice(1, -1)} }`;
    const { errors } = await ask(caller, { query: twice });
    expect(errors).toMatchObject([
      {
        message: 'the operation costs 202; at most 200 is allowed',
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED', retryable: false },
      },
    ]);
    const { extensions } = await ask(caller, { query: '{ me { id } }' });
    expect(extensions).toMatchObject({ cost: { callerRemaining: 249 } });
  });

  it('is bounded for a caller and minute, but for what costs nothing', async () => {
    const caller = await gateway.as(`much ${transport}`);
    for (let time = 0; time < 2; time += 1) await ask(caller, { query: walletsOf(100) });
    const { errors } = await ask(caller, { query: walletsOf(100) });
    expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryable: true } }]);
    expect(errors?.[0]?.message).toMatch(/^the operation costs 101, of which 4[89] are left/);
    expect(Number(errors?.[0]?.extensions['retryAfterMs'])).toBeGreaterThan(10_000);
    const input = '{ walletId: "x", deviceId: "x", payload: "{}" }';
    const relay = await ask(caller, {
      query: `mutation { relayRpc(input: ${input}) { response } }`,
    });
    expect(relay.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(relay.extensions).toEqual({ cost: { requested: 0, max: 200, callerMax: 250 } });
  });
});

describe('the cost of what is refused over HTTP', () => {
  it('comes with the status and the wait of the refusal', async () => {
    const caller = await gateway.as('statuses');
    const dear = await caller.send(
      `{ a: ${walletsOf(100).slice(1, -1)} b: ${walletsOf(100).slice(1, -1)} }`,
    );
    expect([dear.status, dear.extensions?.['cost']]).toMatchObject([400, { requested: 202 }]);
    for (let time = 0; time < 2; time += 1) await caller.send(walletsOf(100));
    const spent = await caller.send(walletsOf(100));
    expect(spent.status).toBe(429);
    expect(Number(spent.headers.get('retry-after'))).toBeGreaterThan(10);
  });

  it('is not counted against a stranger, who is refused anyway', async () => {
    for (let time = 0; time < 3; time += 1) {
      const { errors } = await gateway.anonymous().send(walletsOf(100));
      expect(errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    }
  });
});

describe('a stream', () => {
  it('tells its cost with the first event and not again', async () => {
    const caller = await gateway.as('stream');
    const walletId = await caller.createWallet();
    const query = `subscription { signingStatus(walletId: "${walletId}") { kind } }`;
    const client = caller.socket();
    const costs: unknown[] = [];
    for await (const { extensions } of client.iterate<unknown, Record<string, unknown>>({
      query,
    })) {
      costs.push(extensions?.['cost']);
      if (costs.length === 1) await caller.createTransaction(walletId);
      if (costs.length === 3) break;
    }
    await client.dispose();
    expect(costs).toEqual([expect.objectContaining({ requested: 1 }), undefined, undefined]);
  });
});
