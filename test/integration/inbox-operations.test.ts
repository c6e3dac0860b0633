import { randomUUID } from 'node:crypto';
import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { eventually } from '../support/simulator-client';
import { READ_TRANSACTION } from '../support/transfers';
import { WebhookSender } from '../support/webhook-sender';

const NOTIFICATIONS = `query ($state: WebhookNotificationState, $first: Int! = 100, $after: Cursor) {
  notifications(state: $state, first: $first, after: $after) {
    edges { node { id eventType resourceId state attempts error receivedAt processedAt } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const RETRY =
  'mutation ($input: RetryNotificationsInput!) { retryNotifications(input: $input) { retried } }';
const RESEND =
  'mutation ($input: ResendWebhooksInput!) { resendWebhooks(input: $input) { webhooks notifications } }';

interface Page {
  notifications: {
    edges: { node: Record<string, unknown> & { id: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
}

/** As a path for faults is written. */
const RESENT = '/notifications/resend_by_query$/';

/** Nothing but webhooks tells: the reconciler looks once an hour. */
const SETTINGS = { RATE_LIMIT_FACTOR: '1000', RECONCILE_AFTER_SECONDS: '3600' };

describe.each(databaseKinds)('operating the inbox on the $name database', (kind) => {
  let gateway: TestGateway;
  let walletId: string;
  let alice: GraphQLCaller;
  let support: GraphQLCaller;
  let admin: GraphQLCaller;

  const connect = async (): Promise<void> => {
    alice = await gateway.as('alice');
    support = await gateway.as('sue', 'ncw:support');
    admin = await gateway.as('adam', 'ncw:admin');
  };

  beforeAll(async () => {
    gateway = await TestGateway.start(SETTINGS, kind);
    await connect();
    walletId = await alice.createWallet();
    await gateway.simulator.settings({ transactionStepMs: 0, webhookRetryScale: 0.001 });
  });

  afterEach(() => gateway.simulator.calmWebhooks());
  afterAll(() => gateway.stop());

  const known = async (id: string): Promise<boolean> =>
    (await alice.expectData<{ transaction: unknown }>(READ_TRANSACTION, { id })).transaction !==
    null;
  const appears = (id: string): Promise<true> =>
    eventually(async () => ((await known(id)) ? true : undefined));
  const failed = async (): Promise<Page['notifications']['edges']> =>
    (await support.expectData<Page>(NOTIFICATIONS, { state: 'FAILED' })).notifications.edges;

  const told = (id: string): Promise<unknown[]> =>
    gateway.sql(`SELECT 1 FROM notifications WHERE resource_id = '${id}'`);
  const isTold = (id: string): Promise<true> =>
    eventually(async () => ((await told(id)).length > 0 ? true : undefined));

  /** A deposit of which no webhook arrives. */
  async function untoldDeposit(): Promise<string> {
    await gateway.simulator.webhooks({ drop: true });
    const id = await gateway.simulator.incoming(walletId, { status: 'COMPLETED' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await gateway.simulator.calmWebhooks();
    expect(await told(id)).toEqual([]);
    return id;
  }

  it('shows what could not be applied, counts it, and applies it again', async () => {
    const id = randomUUID();
    // Something in the database that displeases it, as a fault of ours would.
    await gateway.sql(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'secret of alice'; END $$;
       CREATE TRIGGER refuse BEFORE INSERT ON transactions FOR EACH ROW WHEN (NEW.id = '${id}') EXECUTE FUNCTION refuse()`,
    );
    const data = {
      id,
      ...{ status: 'COMPLETED', subStatus: '', operation: 'TRANSFER', assetId: 'ETH_TEST5' },
      ...{ amount: 1, createdAt: Date.now(), lastUpdated: Date.now() },
      source: { type: 'UNKNOWN', id: '' },
      destination: { type: 'END_USER_WALLET', id: '0', walletId },
    };
    const body = {
      id: 'not-a-uuid',
      eventType: 'transaction.status.updated',
      resourceId: id,
      data,
    };
    const sender = new WebhookSender(gateway.url, gateway.dataDir);
    expect(await sender.post(JSON.stringify(body))).toBe(200);
    const attempted = `SELECT 1 FROM notifications WHERE id = 'not-a-uuid' AND attempts > 0`;
    await eventually(async () => ((await gateway.sql(attempted)).length > 0 ? true : undefined));
    await gateway.sql(`UPDATE notifications SET attempts = 9 WHERE id = 'not-a-uuid'`);

    const [edge] = await eventually(async () => {
      const edges = await failed();
      return edges.length > 0 ? edges : undefined;
    });
    expect(edge!.node).toMatchObject({
      ...{ id: 'not-a-uuid', eventType: 'transaction.status.updated', resourceId: id },
      ...{ state: 'FAILED', attempts: 10, error: expect.stringMatching(/^\w+( \w+)?$/) },
      processedAt: expect.any(String),
    });
    expect(await gateway.metric('ncw_notifications_failed')).toBe(1);

    // Of others nothing, and while the cause is there it fails anew.
    expect(await admin.expectData(RETRY, { input: { ids: [randomUUID()] } })).toEqual({
      retryNotifications: { retried: 0 },
    });
    expect(await admin.expectData(RETRY, { input: { ids: ['not-a-uuid'] } })).toEqual({
      retryNotifications: { retried: 1 },
    });
    await eventually(async () => ((await gateway.sql(attempted)).length > 0 ? true : undefined));
    expect(await known(id)).toBe(false);
    await gateway.sql(
      `UPDATE notifications SET state = 'FAILED' WHERE id = 'not-a-uuid'; DROP TRIGGER refuse ON transactions`,
    );
    expect(await admin.expectData(RETRY, { input: {} })).toEqual({
      retryNotifications: { retried: 1 },
    });
    await appears(id);
    expect(await failed()).toEqual([]);
    expect(await gateway.metric('ncw_notifications_failed')).toBe(0);
  });

  it('lists webhooks in pages, each once', async () => {
    const ids = await Promise.all([1, 2, 3, 4].map(() => gateway.simulator.incoming(walletId)));
    await Promise.all(ids.map(isTold));
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Page = await support.expectData<Page>(NOTIFICATIONS, { first: 2, after });
      seen.push(...page.notifications.edges.map(({ node }) => node.id));
      const { hasNextPage, endCursor } = page.notifications.pageInfo;
      after = hasNextPage ? endCursor : null;
    } while (after !== null);
    const rows = await gateway.sql<{ id: string }>('SELECT id FROM notifications');
    expect(new Set(seen).size).toBe(seen.length);
    expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(seen));
    expect(seen.length).toBeGreaterThan(4);
  });

  it('has Fireblocks send the webhooks of a time again', async () => {
    const id = await untoldDeposit();
    const from = new Date(Date.now() - 60_000);
    const { resendWebhooks } = await admin.expectData<{
      resendWebhooks: { webhooks: number; notifications: number };
    }>(RESEND, { input: { from, until: new Date(Date.now() + 60_000) } });
    expect(resendWebhooks.webhooks).toBe(1);
    expect(resendWebhooks.notifications).toBeGreaterThan(0);
    await isTold(id);
    await appears(id);
  });

  it.each([
    ['longer ago than Fireblocks keeps', 73 * 3_600_000, 0],
    ['that ends before it begins', 1_000, 2_000],
    ['that has not begun', -60_000, -120_000],
  ])('refuses to ask for a time %s', async (_what, from, until) => {
    const input = { from: new Date(Date.now() - from), until: new Date(Date.now() - until) };
    const error = await admin.expectError(RESEND, { input });
    expect(error).toMatchObject({
      message: expect.stringContaining('input.from'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('asks for the webhooks of an outage by itself, and not after a short pause', async () => {
    const missed = await untoldDeposit();
    await gateway.restart();
    await connect();
    expect(await gateway.simulator.countCalls('POST', RESENT)).toBe(0);
    expect(await told(missed)).toEqual([]);

    await gateway.sql(`UPDATE liveness SET last_alive = now() - interval '5 minutes'`);
    await gateway.restart();
    await connect();
    await isTold(missed);
    expect(await gateway.simulator.countCalls('POST', RESENT)).toBe(1);
  });

  it('lists what was begun and is known to nobody after a day', async () => {
    const id = randomUUID();
    const young = randomUUID();
    const intent = (of: string, age: string): string =>
      `INSERT INTO intents (id, owner_id, scope, key, operation, fingerprint, upstream_key, lease_until, created_at, updated_at)
       VALUES ('${of}', 'alice', 'client', '${of}', 'createWallet', 'x', '${of}', now() + interval '1 hour', now() - interval '${age}', now());`;
    await gateway.sql(intent(id, '25 hours') + intent(young, '23 hours'));
    const { pendingIntents } = await support.expectData<{ pendingIntents: { edges: unknown[] } }>(
      '{ pendingIntents { edges { node { id operation ownerId entityId attempt } } } }',
    );
    expect(pendingIntents.edges).toEqual([
      { node: { id, operation: 'createWallet', ownerId: 'alice', entityId: null, attempt: 1 } },
    ]);
    expect(await gateway.metric('ncw_intents_abandoned')).toBe(1);
  });
});
