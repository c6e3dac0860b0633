import { randomUUID } from 'node:crypto';
import { TestGateway } from '../support/gateway';
import { givenMs } from '../support/given-time';
import type { Answer, GraphQLCaller } from '../support/graphql-caller';
import { describeOnPostgres, postgresKind, whileLocked } from '../support/postgres';

const LIST = '{ wallets { edges { node { id devices { id } } } } }';
/** Ten look-ups that run side by side. */
const FLOOD = `{ ${Array.from({ length: 10 }, (_, at) => `f${at}: wallets { edges { node { id } } }`).join(' ')} }`;
const ASSIGN =
  'mutation ($input: AssignDeviceInput!) { assignDevice(input: $input) { device { id } } }';
const REGISTER = `mutation ($input: RegisterPassphraseInput!) {
  registerPassphrase(input: $input) { passphrase { id } }
}`;

describe('the embedded database, which has one connection,', () => {
  let gateway: TestGateway;
  let callers: { caller: GraphQLCaller; walletId: string }[];

  beforeAll(async () => {
    gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000' });
    callers = [];
    for (let at = 0; at < 10; at += 1) {
      const caller = await gateway.as(`user-${at}`);
      callers.push({ caller, walletId: await caller.createWallet() });
    }
  });

  afterAll(() => gateway.stop());

  /** Reads, single writes and transactions, of several users. */
  function request(at: number): Promise<Answer> {
    const { caller, walletId } = callers[at % callers.length]!;
    if (at % 3 === 0) return caller.send(LIST);
    if (at % 3 === 1) {
      return caller.send(REGISTER, { input: { passphraseId: randomUUID(), location: 'OTHER' } });
    }
    return caller.send(ASSIGN, { input: { walletId, deviceId: randomUUID() } });
  }

  async function outcomes(count: number): Promise<Map<string, number>> {
    const answers = await Promise.all(Array.from({ length: count }, (_, at) => request(at)));
    const counts = new Map<string, number>();
    for (const { errors } of answers) {
      const outcome = errors[0]?.extensions.code ?? 'ok';
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
    return counts;
  }

  const isWell = async () => {
    const { walletId, caller } = callers[0]!;
    expect(await caller.expectData('{ wallets { edges { node { id } } } }')).toMatchObject({
      wallets: { edges: [{ node: { id: walletId } }] },
    });
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
  };

  it('serves a hundred requests at once', async () => {
    const counts = await outcomes(100);
    expect([...counts.keys()].sort()).toEqual(['ok']);
    await isWell();
  });

  it('serves seven hundred at once or says that it is busy, and loses none', async () => {
    let counts = new Map<string, number>();
    const tookMs = await givenMs(async () => {
      counts = await outcomes(700);
    });
    const served = (counts.get('ok') ?? 0) + (counts.get('DEVICE_LIMIT_REACHED') ?? 0);

    expect(served + (counts.get('OVERLOADED') ?? 0)).toBe(700);
    expect(served).toBeGreaterThan(300);
    expect(tookMs).toBeLessThan(30_000);
    await isWell();
  });
});

describeOnPostgres('a PostgreSQL server that is slow', () => {
  let gateway: TestGateway;
  let databaseUrl: string;

  beforeAll(async () => {
    const database = await postgresKind!.create();
    databaseUrl = database.settings['DATABASE_URL']!;
    const kind = { ...postgresKind!, create: () => Promise.resolve(database) };
    gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000' }, kind);
  });

  afterAll(() => gateway.stop());

  it('is spared further work, and who is turned away is told when to come back', async () => {
    const caller = await gateway.as('alice');
    const walletId = await caller.createWallet();
    const lock = 'LOCK TABLE wallets IN ACCESS EXCLUSIVE MODE';
    // Who is turned away is told so while the others still wait.
    const flood = await whileLocked(databaseUrl, lock, async () => {
      const sent = Array.from({ length: 200 }, () => caller.send(FLOOD));
      await Promise.race(sent);
      return { sent };
    });
    const answers = await Promise.all(flood.sent);
    const refusals = answers.flatMap(({ errors }) => errors);

    expect(refusals.length).toBeGreaterThan(0);
    expect(refusals.length).toBeLessThan(1_000);
    for (const { extensions } of refusals) {
      expect(extensions).toMatchObject({
        code: 'OVERLOADED',
        retryable: true,
        retryAfterMs: 1_000,
      });
    }
    expect(await caller.expectData('{ wallets { edges { node { id } } } }')).toMatchObject({
      wallets: { edges: [{ node: { id: walletId } }] },
    });
  });
});
