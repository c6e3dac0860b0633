import { randomUUID } from 'node:crypto';
import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { eventually } from '../support/simulator-client';
import { READ_TRANSACTION } from '../support/transfers';
import { incomingNotification, WebhookSender } from '../support/webhook-sender';

/** Nothing but webhooks tells: the reconciler looks once an hour. */
const SETTINGS = { RATE_LIMIT_FACTOR: '1000', RECONCILE_AFTER_SECONDS: '3600' };

const COMPLETED = ['SUBMITTED', 'PENDING_SIGNATURE', 'BROADCASTING', 'COMPLETED'];
/** Frozen and released again: nothing but the times tells that it is not frozen now. */
const RELEASED = ['SUBMITTED', 'REJECTED', 'CONFIRMING'];

interface Row {
  state: string;
}

interface Notification {
  id: string;
  data: object;
}

/** Fireblocks may send the same notification again for up to 30 days, under the same id. */
describe.each(databaseKinds)('a notification that comes again on the $name database', (kind) => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;
  let walletId: string;

  beforeAll(async () => {
    gateway = await TestGateway.start(SETTINGS, kind);
    alice = await gateway.as('alice');
    walletId = await alice.createWallet();
  });
  afterAll(() => gateway.stop());

  /** What Fireblocks told a while ago of a transfer that leaves the wallet. */
  function history(transactionId: string, ...course: string[]): Notification[] {
    const wallet = { type: 'END_USER_WALLET', id: '0', walletId };
    const begun = Date.now() - 60_000;
    return course.map((status, at) => {
      const { data, ...rest } = incomingNotification(walletId);
      const times = { createdAt: begun, lastUpdated: begun + at * 1_000 };
      const peers = { source: wallet, destination: { type: 'ONE_TIME_ADDRESS', id: null } };
      const change = { id: transactionId, status, subStatus: '', ...times, ...peers };
      return { ...rest, resourceId: transactionId, data: { ...data, ...change } };
    });
  }

  const rowsOf = ({ id }: Notification): Promise<Row[]> =>
    gateway.sql<Row>(`SELECT state::text FROM notifications WHERE id = '${id}'`);
  const settled = (notification: Notification): Promise<string> =>
    eventually(async () => {
      const [row] = await rowsOf(notification);
      return row && row.state !== 'RECEIVED' ? row.state : undefined;
    });

  async function send(notifications: readonly Notification[]): Promise<string[]> {
    const sender = new WebhookSender(gateway.url, gateway.dataDir);
    const states: string[] = [];
    for (const notification of notifications) {
      expect(await sender.post(JSON.stringify(notification))).toBe(200);
      states.push(await settled(notification));
    }
    return states;
  }

  /** All that users can notice of the transfer, and how far the log of the wallet is. */
  async function seen(transactionId: string) {
    const [wallet] = await gateway.sql<{ event_seq: string }>(
      `SELECT event_seq::text FROM wallets WHERE id = '${walletId}'`,
    );
    return {
      head: wallet?.event_seq,
      stored: await gateway.sql(`SELECT * FROM transactions WHERE id = '${transactionId}'`),
      shown: await alice.expectData(READ_TRANSACTION, { id: transactionId }),
    };
  }

  /** Removes what is older than a retention; by a restart, with which a round of it begins. */
  async function keptLongEnough(gone: readonly Notification[]): Promise<void> {
    await gateway.sql(
      `UPDATE notifications SET received_at = now() - interval '32 days', processed_at = now() - interval '32 days';
       UPDATE wallet_events SET recorded_at = now() - interval '32 days'`,
    );
    await gateway.restart();
    alice = await gateway.as('alice');
    await eventually(async () => {
      const rows = await Promise.all(gone.map(rowsOf));
      const events = await gateway.sql('SELECT 1 FROM wallet_events');
      return rows.flat().length + events.length === 0 ? true : undefined;
    });
  }

  it('a day later is a repetition of what is here: nothing is stored or applied', async () => {
    const id = randomUUID();
    const told = history(id, ...COMPLETED);
    expect(await send(told)).toEqual(told.map(() => 'APPLIED'));
    await gateway.sql(`UPDATE notifications SET received_at = received_at - interval '25 hours'`);
    const before = await seen(id);
    const duplicates = await gateway.metric('ncw_webhooks_total{outcome="duplicate"}');

    expect(await send(told)).toEqual(told.map(() => 'APPLIED'));
    expect(await gateway.metric('ncw_webhooks_total{outcome="duplicate"}')).toBe(
      duplicates + told.length,
    );
    for (const notification of told) expect(await rowsOf(notification)).toHaveLength(1);
    expect(await seen(id)).toEqual(before);
  });

  it('after its row was removed changes nothing and is no event, in whatever order', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    const told = [...history(one, ...COMPLETED), ...history(other, ...RELEASED)];
    await send(told);
    await keptLongEnough(told);
    const before = [await seen(one), await seen(other)];
    expect(before.map(({ shown }) => shown)).toMatchObject([
      { transaction: { status: 'COMPLETED' } },
      { transaction: { status: 'CONFIRMING' } },
    ]);

    // They are not recognised, and stored anew; what they say is older than what is known.
    expect(await send(told.toReversed())).toEqual(told.map(() => 'SUPERSEDED'));
    expect([await seen(one), await seen(other)]).toEqual(before);
    await gateway.sql('DELETE FROM notifications');
    expect(await send(told)).toEqual(told.map(() => 'SUPERSEDED'));
    expect([await seen(one), await seen(other)]).toEqual(before);
    const events = await gateway.sql(`SELECT 1 FROM wallet_events WHERE wallet_id = '${walletId}'`);
    expect(events).toEqual([]);
  });
});
