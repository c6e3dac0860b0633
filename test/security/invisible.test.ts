import { randomUUID } from 'node:crypto';
import { buildApiSchema } from '../../src/graphql/schema';
import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { operationsOf } from '../support/schema-operations';
import { newTransfer } from '../support/transfers';
import type { Row, World } from './access-row';
import { ROWS } from './access-rows';
import { fill, newWorld } from './hostile-ids';

const SAMPLES = 20;
const WARM_UP = 4;
const ATTEMPTS = 6;
/** A call over the loopback is not faster: below this the measure itself was disturbed. */
const LEAST_CALL_MS = 1;

/** A random world: ids that nobody has. */
const nowhere = (): World => ({
  walletId: randomUUID(),
  deviceId: randomUUID(),
  transactionId: randomUUID(),
  passphraseId: randomUUID(),
  connectionId: randomUUID(),
  unwantedConnectionId: randomUUID(),
});

const byResource = ROWS.filter(({ expected: { stranger } }) =>
  ['nothing', 'NOT_FOUND', 'FORBIDDEN'].includes(stranger),
);
const isSubscription = ({ document }: Row) => document.startsWith('subscription');
/** Look-ups and mutations; what is below a wallet is looked up by the wallet, but for one. */
const timed = byResource.filter(
  (row) =>
    /^(Query|Mutation)\.|^Wallet\.assets/.test(row.field) &&
    JSON.stringify(row.variables(nowhere())).includes('-'),
);
const named = (rows: readonly Row[]) => rows.map((row) => ({ name: row.field, row }));

describe('a resource of somebody else is answered as one that does not exist', () => {
  let gateway: TestGateway;
  let stranger: GraphQLCaller;
  let foreign: World[];
  let own: World;

  beforeAll(async () => {
    gateway = await TestGateway.start({
      RATE_LIMIT_FACTOR: '10000',
      WALLETS_PER_USER: '0',
      // What is asked in the background would be counted with what a caller has caused.
      RECONCILE_AFTER_SECONDS: '3600',
    });
    await gateway.simulator.settings({ transactionStepMs: 3_600_000 });
    const owner = await gateway.as('owner');
    stranger = await gateway.as('stranger');
    own = await newWorld(stranger);
    foreign = await Promise.all([1, 2, 3].map(() => newWorld(owner)));
    await gateway.setWalletStatus(foreign[1]!.walletId, 'FROZEN');
    await gateway.disableDevice(foreign[2]!.deviceId);
  });

  afterAll(() => gateway.stop());

  /** But for the request id, and what the stranger's own calls have left of the allowance. */
  const lasting = (text: string): string =>
    text.replace(/"requestId":"[^"]+"/, '').replace(/"callerRemaining":[0-9]+/, '');

  /** All of that which a stranger is told, but for the time of day. */
  async function bytes(row: Row, world: World): Promise<string> {
    if (isSubscription(row)) return socketBytes(row, world);
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        authorization: `Bearer ${stranger.token ?? ''}`,
      },
      body: JSON.stringify({ query: row.document, variables: row.variables(world) }),
    });
    const headers = [...response.headers].filter(
      ([name]) => !['date', 'x-request-id'].includes(name) && !name.startsWith('ratelimit-re'),
    );
    const text = lasting(await response.text());
    return JSON.stringify([response.status, headers, text]);
  }

  function socketBytes(row: Row, world: World): Promise<string> {
    const socket = stranger.socket();
    const text = new Promise<string>((resolve) => {
      const told = (answer: unknown): void => {
        resolve(lasting(JSON.stringify(answer)));
      };
      const sink = { next: told, error: told, complete: () => undefined };
      socket.subscribe({ query: row.document, variables: row.variables(world) }, sink);
    });
    return text.finally(() => void socket.dispose());
  }

  it.each(named(byResource))('to the byte, by $name', async ({ row }) => {
    const missing = await bytes(row, nowhere());
    for (const world of foreign) expect(await bytes(row, world)).toBe(missing);
  });

  it.each(['Mutation.relayRpc', 'Mutation.cancelTransaction', 'Subscription.signingStatus'])(
    'to the byte inside a wallet of one’s own, by %s',
    async (field) => {
      const row = ROWS.find((candidate) => candidate.field === field)!;
      const missing = await bytes(row, { ...nowhere(), walletId: own.walletId });
      expect(missing).toContain('NOT_FOUND');
      for (const world of foreign) {
        expect(await bytes(row, { ...world, walletId: own.walletId })).toBe(missing);
      }
    },
  );

  describe('and is nowhere to be reached from what two users share', () => {
    const reads = operationsOf(buildApiSchema()).filter(({ field }) => field.startsWith('Query.'));

    it('such as a transaction from one’s wallet to the other’s', async () => {
      const { walletId } = foreign[0]!;
      const owner = await gateway.as('owner');
      const { createTransaction } = await owner.expectData<{
        createTransaction: { transaction: { id: string } };
      }>(
        'mutation ($input: CreateTransactionInput!) { createTransaction(input: $input) { transaction { id } } }',
        {
          input: newTransfer(walletId, {
            note: 'note-for-the-owner-alone',
            destination: { type: 'END_USER_WALLET', walletId: own.walletId, id: '0' },
          }),
        },
      );
      const transactionId = createTransaction.transaction.id;
      const answers: string[] = [];
      for (const operation of reads) {
        const variables = fill(operation, { ...own, transactionId });
        const { data } = await stranger.send(operation.document, variables);
        answers.push(JSON.stringify(data));
      }
      const everything = answers.join();
      expect(everything).toContain(transactionId);
      expect(everything).toContain('INCOMING');
      const theirs = foreign.flatMap((world) => Object.values<string>({ ...world }));
      for (const secret of [...theirs, 'note-for-the-owner-alone', '"owner"']) {
        expect(everything).not.toContain(secret);
      }
    });
  });

  describe('after as long', () => {
    /** How much longer the first takes, in ms: of the medians of interleaved calls. */
    async function difference(first: () => Promise<unknown>, second: () => Promise<unknown>) {
      const [a, b]: [number[], number[]] = [[], []];
      for (let sample = 0; sample < SAMPLES + WARM_UP; sample += 1) {
        const order = sample % 2 === 0 ? [a, b] : [b, a];
        for (const times of order) {
          const startedAt = performance.now();
          await (times === a ? first() : second());
          if (sample >= WARM_UP) times.push(performance.now() - startedAt);
        }
      }
      return median(a) - median(b);
    }

    const median = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1]!;
    const send = (row: Row, world: World) => stranger.send(row.document, row.variables(world));

    /** What a single call to Fireblocks adds, here and now: the measure for what would be seen. */
    const oneCall = () =>
      difference(
        () =>
          stranger.send('query ($id: ID!) { wallet(id: $id) { assets { id } } }', {
            id: own.walletId,
          }),
        () => stranger.send('query ($id: ID!) { wallet(id: $id) { id } }', { id: own.walletId }),
      );

    /**
     * How much longer a look-up of somebody else's takes, in calls to Fireblocks. What is looked up
     * in vain shows each time, what disturbs the machine does not: the least of some attempts tells.
     */
    async function callsLonger(row: Row): Promise<number> {
      let least = Infinity;
      for (let attempt = 0; attempt < ATTEMPTS && least >= 0.5; attempt += 1) {
        const longer = await difference(
          () => send(row, foreign[0]!),
          () => send(row, nowhere()),
        );
        least = Math.min(least, Math.abs(longer) / Math.max(await oneCall(), LEAST_CALL_MS));
      }
      return least;
    }

    it.each(named(timed))(
      'within half of what one call to Fireblocks adds, by $name',
      async ({ row }) => {
        expect(await callsLonger(row)).toBeLessThan(0.5);
      },
    );

    it('and without a call to Fireblocks', async () => {
      const before = (await gateway.simulator.calls()).at(-1)?.seq;
      for (const row of timed) await send(row, foreign[0]!);
      expect((await gateway.simulator.calls()).at(-1)?.seq).toBe(before);
    });
  });
});
