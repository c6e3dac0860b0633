import { randomUUID } from 'node:crypto';
import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { eventually } from '../support/simulator-client';
import {
  SigningStatusRecorder,
  type StatusEvent,
  type StreamVariables,
} from '../support/signing-status';

/** The whole way of a transaction, in the order in which it can only be told. */
const COURSE = ['SUBMITTED', 'PENDING_SIGNATURE', 'BROADCASTING', 'CONFIRMING', 'COMPLETED'];

describe.each(databaseKinds)('the signing status stream on the $name database', (kind) => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;
  let walletId: string;
  const recorders: SigningStatusRecorder[] = [];

  beforeAll(async () => {
    gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000', WALLETS_PER_USER: '0' }, kind);
  });

  beforeEach(async () => {
    alice = await gateway.as('alice');
    walletId = await alice.createWallet();
    await gateway.simulator.settings({ transactionStepMs: 0, webhookRetryScale: 0.001 });
  });

  afterEach(async () => {
    for (const recorder of recorders.splice(0)) recorder.stop();
    await gateway.simulator.calmWebhooks();
  });

  afterAll(() => gateway.stop());

  function follow(change: Partial<StreamVariables> = {}, caller = alice): SigningStatusRecorder {
    const recorder = new SigningStatusRecorder(caller, { walletId, ...change });
    recorders.push(recorder);
    return recorder;
  }

  /** A stream whose snapshot has come. */
  async function watch(
    change: Partial<StreamVariables> = {},
    caller = alice,
  ): Promise<SigningStatusRecorder> {
    const recorder = follow(change, caller);
    await recorder.until(({ events }) => events.some((event) => event.kind === 'SNAPSHOT_END'));
    return recorder;
  }

  const status = async (id: string): Promise<string | undefined> => {
    const { transaction } = await alice.expectData<{ transaction: { status: string } | null }>(
      'query ($id: ID!) { transaction(id: $id) { status } }',
      { id },
    );
    return transaction?.status;
  };
  const reaches = (id: string, wanted: string) =>
    eventually(async () => ((await status(id)) === wanted ? true : undefined));

  /** A new transaction up to where it waits for a device. */
  async function waiting(): Promise<string> {
    const id = await alice.createTransaction(walletId);
    await reaches(id, 'PENDING_SIGNATURE');
    return id;
  }

  async function completed(): Promise<string> {
    const id = await waiting();
    await gateway.simulator.advance(id);
    await reaches(id, 'COMPLETED');
    return id;
  }

  const kinds = (events: StatusEvent[]) => events.map((event) => event.kind);
  const facts = (events: StatusEvent[]) =>
    events.map(({ cursor, transactionId, status: told, subStatus, at }) => ({
      ...{ cursor, transactionId, told, subStatus, at },
    }));
  const encode = (text: string) => Buffer.from(text).toString('base64url');
  const decode = (cursor: string) => Buffer.from(cursor, 'base64url').toString();

  describe('the snapshot', () => {
    it('of a wallet without transactions is only its end', async () => {
      const stream = await watch();
      expect(kinds(stream.events)).toEqual(['SNAPSHOT_END']);
      expect(stream.events[0]).toMatchObject({ transactionId: null, transaction: null });
    });

    it('holds what is unfinished, oldest first, and nothing that has ended or comes in', async () => {
      const first = await waiting();
      await completed();
      const second = await waiting();
      const incoming = await gateway.simulator.incoming(walletId, { status: 'CONFIRMING' });
      await eventually(() => status(incoming));
      const stream = await watch();

      expect(stream.events.map(({ kind: what, transactionId }) => [what, transactionId])).toEqual([
        ['SNAPSHOT', first],
        ['SNAPSHOT', second],
        ['SNAPSHOT_END', null],
      ]);
      expect(stream.events[0]).toMatchObject({
        status: 'PENDING_SIGNATURE',
        transaction: { id: first, status: 'PENDING_SIGNATURE' },
      });
    });

    it('begins again for the cursor of one of its own rows', async () => {
      await waiting();
      const before = await watch();
      const after = follow({ after: before.events[0]!.cursor });
      await after.until(({ events }) => events.length >= 2);
      expect(kinds(after.events)).toEqual(['SNAPSHOT', 'SNAPSHOT_END']);
    });
  });

  describe('changes', () => {
    it('are each told once and in order', async () => {
      const stream = await watch();
      const id = await completed();
      await stream.until((s) => s.statusesOf(id).includes('COMPLETED'));

      expect(stream.statusesOf(id)).toEqual(COURSE);
      expect(new Set(stream.events.map(({ cursor }) => cursor)).size).toBe(stream.events.length);
      expect(stream.errors).toEqual([]);
    });

    it('of a sub-status are told, and confirmations alone are not', async () => {
      const id = await waiting();
      const stream = await watch();
      await gateway.simulator.settings({ autoAdvance: false });
      await gateway.simulator.advance(id, 'CONFIRMING', 'PENDING_BLOCKCHAIN_CONFIRMATIONS');
      await gateway.simulator.advance(id, 'CONFIRMING', 'SOMETHING_NEW');
      await gateway.simulator.advance(id, 'COMPLETED');
      await gateway.simulator.settings({ autoAdvance: true });
      await stream.until((s) => s.statusesOf(id).includes('COMPLETED'));

      const told = stream.events.filter(({ kind: what }) => what === 'STATUS');
      expect(told.map(({ subStatus }) => subStatus)).toEqual([
        'PENDING_BLOCKCHAIN_CONFIRMATIONS',
        'SOMETHING_NEW',
        'CONFIRMED',
      ]);
    });

    it.each([
      ['repeated', { duplicate: true }],
      ['out of order', { reorder: true }],
      ['late, repeated and out of order', { duplicate: true, reorder: true, delay: 20 }],
      ['lost in part', { drop: 3 }],
      ['badly signed in part', { badSignature: 2 }],
      ['among unknown ones', { unknownEvent: true }],
    ])('never go back or repeat while webhooks are %s', async (_how, knobs) => {
      const stream = await watch();
      await gateway.simulator.webhooks(knobs);
      const ids = await Promise.all([0, 1, 2].map(() => alice.createTransaction(walletId)));
      const advance = async (id: string): Promise<void> => {
        await eventually(async () => {
          const [transaction] = (await gateway.simulator.transactionsOf(walletId)).filter(
            (each) => each.id === id,
          );
          return transaction?.status === 'PENDING_SIGNATURE' ? true : undefined;
        });
        await gateway.simulator.advance(id);
      };
      await Promise.all(ids.map(advance));
      await stream.until((s) => ids.every((id) => s.statusesOf(id).includes('COMPLETED')), 30_000);

      for (const id of ids) {
        const told = stream.statusesOf(id);
        expect(told).toEqual(COURSE.filter((step) => told.includes(step)));
      }
      expect(stream.errors).toEqual([]);
    });

    it('are told to every subscriber alike, and to each about its transaction alone', async () => {
      const [one, other] = [await watch(), await watch()];
      const chosen = await waiting();
      const filtered = await watch({ transactionId: chosen });
      const noise = await completed();
      await gateway.simulator.advance(chosen);
      await filtered.until((s) => s.statusesOf(chosen).includes('COMPLETED'));
      for (const stream of [one, other]) {
        await stream.until((s) => s.statusesOf(chosen).includes('COMPLETED'));
        expect(stream.statusesOf(noise)).toEqual(COURSE);
      }

      expect(facts(other.events.slice(1))).toEqual(facts(one.events.slice(1)));
      expect(filtered.statusesOf(chosen)).toEqual(COURSE.slice(2));
      expect(filtered.events.every((event) => event.transactionId !== noise)).toBe(true);
    });

    it('of a transfer between two users go to the sender only', async () => {
      const bob = await gateway.as('bob');
      const bobsWallet = await bob.createWallet();
      const his = await watch({ walletId: bobsWallet }, bob);
      const hers = await watch();
      const { createTransaction } = await alice.expectData<{
        createTransaction: { transaction: { id: string } };
      }>(
        'mutation ($input: CreateTransactionInput!) { createTransaction(input: $input) { transaction { id } } }',
        {
          input: {
            idempotencyKey: randomUUID(),
            walletId,
            assetId: 'ETH_TEST5',
            amount: '0.001',
            destination: { type: 'END_USER_WALLET', walletId: bobsWallet },
          },
        },
      );
      const { id } = createTransaction.transaction;
      await reaches(id, 'PENDING_SIGNATURE');
      await gateway.simulator.advance(id);
      await hers.until((s) => s.statusesOf(id).includes('COMPLETED'));
      const own = await bob.createTransaction(bobsWallet);
      await his.until((s) => s.statusesOf(own).length > 0);
      expect(his.events.filter(({ transactionId }) => transactionId === id)).toEqual([]);
    });
  });

  describe('a cursor', () => {
    it('is continued from every position without gap or repetition', async () => {
      const stream = await watch();
      const ids = [await completed(), await completed()];
      await stream.until((s) => s.statusesOf(ids[1]!).includes('COMPLETED'));
      const known = [...stream.events];
      const resumed = known.map(({ cursor }) => follow({ after: cursor }));
      const last = await alice.createTransaction(walletId);

      for (const [at, each] of resumed.entries()) {
        await each.until((s) => s.statusesOf(last).includes('SUBMITTED'));
        const seen = each.events.slice(0, known.length - at);
        expect(kinds(seen)).toEqual(seen.map(() => 'STATUS'));
        expect(facts(seen.slice(0, -1))).toEqual(facts(known.slice(at + 1)));
        expect(seen.at(-1)?.transactionId).toBe(last);
      }
    });

    it('survives a restart of the gateway in the middle of a transaction', async () => {
      const stream = await watch();
      const id = await waiting();
      await stream.until((s) => s.statusesOf(id).includes('PENDING_SIGNATURE'));
      stream.stop();
      await gateway.restart();
      alice = await gateway.as('alice');
      await gateway.simulator.advance(id);
      const resumed = follow({ after: stream.events.at(-1)!.cursor });
      await resumed.until((s) => s.statusesOf(id).includes('COMPLETED'), 30_000);

      expect([...stream.statusesOf(id), ...resumed.statusesOf(id)]).toEqual(COURSE);
      expect(kinds(resumed.events)).not.toContain('SNAPSHOT_END');
    });

    it.each<[string, (cursor: string) => string]>([
      [
        'of another log',
        (cursor) => {
          const [version, wallet, , at] = cursor.split('.');
          return [version, wallet, randomUUID(), at].join('.');
        },
      ],
      ['ahead of the log', (cursor) => cursor.replace(/[0-9]+$/, '999999')],
    ])('%s is answered with RESYNC_REQUIRED and a snapshot', async (_name, change) => {
      const unfinished = await waiting();
      const stream = await watch();
      const real = decode(stream.events.at(-1)!.cursor);
      const resumed = follow({ after: encode(change(real)) });
      await resumed.until(({ events }) => events.length >= 3);
      expect(kinds(resumed.events)).toEqual(['RESYNC_REQUIRED', 'SNAPSHOT', 'SNAPSHOT_END']);
      expect(resumed.events[1]?.transactionId).toBe(unfinished);
      await gateway.simulator.advance(unfinished);
      await resumed.until((s) => s.statusesOf(unfinished).includes('COMPLETED'));
    });

    it('that this stream never handed out is refused, and holds nothing', async () => {
      const other = await watch({ walletId: await alice.createWallet() });
      other.stop();
      const foreign = other.events[0]!.cursor;
      for (const after of ['', 'x', '....', encode('1.a.b.1'), foreign, 'A'.repeat(600)]) {
        const stream = follow({ after });
        await stream.until(({ ended }) => ended);
        expect(stream.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
        expect(stream.events).toEqual([]);
      }
      await eventually(async () =>
        (await gateway.metric('ncw_subscriptions')) === 0 ? true : undefined,
      );
    });
  });
});
