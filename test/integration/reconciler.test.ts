import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { SigningStatusRecorder } from '../support/signing-status';
import { eventually } from '../support/simulator-client';

describe.each(databaseKinds)('without a single webhook, on the $name database', (kind) => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;
  let walletId: string;

  beforeAll(async () => {
    const settings = { RECONCILE_AFTER_SECONDS: '1', RATE_LIMIT_FACTOR: '1000' };
    gateway = await TestGateway.start(settings, kind);
    alice = await gateway.as('alice');
    walletId = await alice.createWallet();
    await gateway.simulator.settings({ transactionStepMs: 0 });
    await gateway.simulator.webhooks({ drop: 1_000_000 });
  });
  afterAll(() => gateway.stop());

  it('an outgoing transaction reaches its last status, and its subscriber hears of it', async () => {
    const stream = new SigningStatusRecorder(alice, { walletId });
    const id = await alice.createTransaction(walletId);
    await alice.transactionReaches(id, 'PENDING_SIGNATURE');
    await gateway.simulator.advance(id, 'FAILED', 'REJECTED_BY_BLOCKCHAIN');
    await alice.transactionReaches(id, 'FAILED');
    await stream.until((recorder) => recorder.statusesOf(id).includes('FAILED'));
    expect(stream.statusesOf(id).slice(-2)).toEqual(['PENDING_SIGNATURE', 'FAILED']);
    stream.stop();
    expect(await gateway.metric('ncw_reconciled_total{found="quiet"}')).toBeGreaterThan(0);
  });

  it('incoming transactions appear, of any status, once', async () => {
    const ids = [
      await gateway.simulator.incoming(walletId),
      await gateway.simulator.incoming(walletId),
    ];
    for (const id of ids) {
      await eventually(async () => {
        const { transaction } = await alice.expectData<{ transaction: unknown }>(
          'query ($id: ID!) { transaction(id: $id) { id } }',
          { id },
        );
        return transaction ?? undefined;
      });
    }
    const rows = await gateway.sql<{ count: string }>(
      `SELECT count(*)::text AS count FROM wallet_events WHERE transaction_id = '${ids[0]!}'`,
    );
    expect(Number(rows[0]!.count)).toBeGreaterThan(0);
  });

  it('a finished transaction is asked about no more', async () => {
    const path = '/v1/transactions/[0-9a-f-]{36}$/';
    const id = await alice.createTransaction(walletId);
    await gateway.simulator.advance(id, 'CANCELLED');
    await alice.transactionReaches(id, 'CANCELLED');
    await eventually(async () => {
      const [row] = await gateway.sql<{ open: string }>(
        'SELECT count(*)::text AS open FROM transactions WHERE NOT finished',
      );
      return row?.open === '0' ? true : undefined;
    });
    const before = await gateway.simulator.countCalls('GET', path);
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    expect(await gateway.simulator.countCalls('GET', path)).toBe(before);
  });

  it('an outage of Fireblocks only delays it', async () => {
    const id = await alice.createTransaction(walletId);
    await alice.transactionReaches(id, 'PENDING_SIGNATURE');
    await gateway.simulator.fault({ path: '/v1/transactions', kind: '500null', count: 4 });
    await gateway.simulator.advance(id, 'BLOCKED');
    await alice.transactionReaches(id, 'BLOCKED');
  });
});

describe.each(databaseKinds)('what is kept long enough, on the $name database', (kind) => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;
  let walletId: string;

  beforeAll(async () => {
    gateway = await TestGateway.start({ EVENT_RETENTION_DAYS: '7' }, kind);
    alice = await gateway.as('alice');
    walletId = await alice.createWallet();
    await gateway.simulator.settings({ transactionStepMs: 0 });
  });
  afterAll(() => gateway.stop());

  const count = async (table: string): Promise<number> => {
    const [row] = await gateway.sql<{ n: string }>(`SELECT count(*)::text AS n FROM ${table}`);
    return Number(row?.n);
  };
  const emptied = (table: string) =>
    eventually(async () => ((await count(table)) === 0 ? true : undefined));

  it('is removed; who was behind is told to begin anew, and misses no unfinished one', async () => {
    const id = await alice.createTransaction(walletId);
    await alice.transactionReaches(id, 'PENDING_SIGNATURE');
    const before = new SigningStatusRecorder(alice, { walletId });
    await before.until(({ events }) => events.some(({ kind: k }) => k === 'SNAPSHOT_END'));
    before.stop();
    const cursor = before.events.at(-1)!.cursor;
    const another = await alice.createTransaction(walletId);
    await alice.transactionReaches(another, 'PENDING_SIGNATURE');

    await gateway.sql(`UPDATE wallet_events SET recorded_at = now() - interval '8 days';
      UPDATE notifications SET received_at = now() - interval '40 days';
      UPDATE notifications SET state = 'FAILED' WHERE id = (SELECT id FROM notifications LIMIT 1);
      UPDATE intents SET updated_at = now() - interval '31 days', created_at = now() - interval '31 days'`);
    await gateway.restart();
    alice = await gateway.as('alice');
    await emptied('wallet_events');
    await emptied('intents');
    await eventually(async () => ((await count('notifications')) === 1 ? true : undefined));

    const after = new SigningStatusRecorder(alice, { walletId, after: cursor });
    await after.until(({ events }) => events.some(({ kind: k }) => k === 'SNAPSHOT_END'));
    expect(after.events.map(({ kind: k }) => k)).toEqual([
      ...['RESYNC_REQUIRED', 'SNAPSHOT', 'SNAPSHOT', 'SNAPSHOT_END'],
    ]);
    after.stop();
  });
});
