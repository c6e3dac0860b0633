import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { buildApiSchema } from '../../src/graphql/schema';
import { ROWS } from '../security/access-rows';
import type { World } from '../security/access-row';
import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { SigningStatusRecorder } from '../support/signing-status';
import { eventually } from '../support/simulator-client';
import { UPSTREAM } from '../support/simulator-control';
import { tokenWith } from '../support/tokens';

interface Entry {
  id: string;
  createdAt: string;
  actor: string | null;
  action: string;
  method: string | null;
  walletId: string | null;
  deviceId: string | null;
  resourceId: string | null;
  decision: 'ALLOWED' | 'DENIED';
  outcome: string;
  reason: string | null;
  count: number;
  operationId: string | null;
  requestId: string | null;
  upstreamRequestIds: string[];
  clientAddress: string | null;
}

const ENTRIES = `query ($first: Int!, $after: Cursor, $filter: AuditFilter) {
  auditEntries(first: $first, after: $after, filter: $filter) {
    edges { node { id createdAt actor action method walletId deviceId resourceId decision outcome reason
      count operationId requestId upstreamRequestIds clientAddress } }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** What is so already in the world of these tests. */
const UNCHANGED = [
  ...['assignDevice', 'enableDevice', 'unfreezeWallet'],
  ...['resendWebhooks', 'retryNotifications'],
];

const PROXY = { 'x-forwarded-for': '6.6.6.6, 203.0.113.9' };

describe.each(databaseKinds)('the audit record on $name', (kind) => {
  let gateway: TestGateway;
  let support: GraphQLCaller;
  const used: string[] = [];

  beforeAll(async () => {
    const limits = { RATE_LIMIT_FACTOR: '1000', FIREBLOCKS_CALLS_PER_MINUTE: '100000' };
    const settings = { ...limits, WALLETS_PER_USER: '0' };
    gateway = await TestGateway.start({ ...settings, TRUSTED_PROXIES: '127.0.0.0/8' }, kind);
    support = await as('helper', 'ncw:support');
  });
  afterAll(() => gateway.stop());

  async function as(sub: string, scope?: string): Promise<GraphQLCaller> {
    const caller = await gateway.as(sub, scope);
    used.push(caller.token!);
    return caller;
  }

  async function page(filter: object, after?: string) {
    const { auditEntries } = await support.expectData<{
      auditEntries: { edges: { node: Entry }[]; pageInfo: { endCursor: string | null } };
    }>(ENTRIES, { first: 100, after, filter });
    return auditEntries;
  }

  const entries = async (filter: object): Promise<Entry[]> =>
    (await page(filter)).edges.map(({ node }) => node);

  /** Rows that are put down a moment later are waited for. */
  async function entryWith(filter: object, like: Partial<Entry>): Promise<Entry> {
    return eventually(async () =>
      (await entries(filter)).find((entry) =>
        Object.entries(like).every(([name, value]) => entry[name as keyof Entry] === value),
      ),
    );
  }

  async function newWorld(sub: string): Promise<World> {
    const owner = await as(sub);
    const walletId = await owner.createWallet();
    const deviceId = await owner.assignDevice(walletId);
    const transactionId = await owner.createTransaction(walletId);
    const connectionId = await owner.createWeb3Connection(walletId);
    return {
      ...{ walletId, deviceId, transactionId, connectionId },
      ...{ passphraseId: randomUUID(), unwantedConnectionId: connectionId },
    };
  }

  const mutations = Object.keys(buildApiSchema().getMutationType()?.getFields() ?? {});

  it.each(mutations)('has an entry of %s, with who, what and where from', async (action) => {
    const row = ROWS.find(({ field }) => field === `Mutation.${action}`);
    if (!row) throw new Error(`test/security/access-rows.ts has no row for ${action}`);
    const world = await newWorld(`owner of ${action}`);
    const caller =
      row.expected.owner === 'seen'
        ? await as(`owner of ${action}`)
        : await as('boss', 'ncw:admin');
    const { headers, errors } = await caller.send(row.document, row.variables(world), PROXY);
    expect(errors).toEqual([]);
    const entry = await entryWith({ action }, { requestId: headers.get('x-request-id') });
    expect(entry).toMatchObject({ decision: 'ALLOWED', count: 1, clientAddress: '203.0.113.9' });
    expect(entry.outcome).toBe(UNCHANGED.includes(action) ? 'UNCHANGED' : 'SUCCEEDED');
    expect(entry.actor).toBe(row.expected.owner === 'seen' ? `owner of ${action}` : 'boss');
    const { input } = row.variables(world) as { input: Record<string, unknown> };
    if (input['walletId'] !== undefined) expect(entry.walletId).toBe(world.walletId);
    if (input['deviceId'] !== undefined) expect(entry.deviceId).toBe(world.deviceId);
    const changed = entry.outcome === 'SUCCEEDED';
    expect(entry.reason).toBe((changed ? input['reason'] : undefined) ?? null);
  });

  it('tells the beginning and the outcome of what is made at Fireblocks', async () => {
    const alice = await as('alice');
    const walletId = await alice.createWallet();
    const transactionId = await alice.createTransaction(walletId);
    const made = await entries({ actor: 'alice', action: 'createWallet' });
    expect(made.map(({ outcome }) => outcome).sort()).toEqual([
      'BEGUN',
      'PROVISIONING',
      'SUCCEEDED',
    ]);
    expect(new Set(made.map(({ operationId }) => operationId)).size).toBe(1);
    const succeeded = made.find(({ outcome }) => outcome === 'SUCCEEDED')!;
    expect(succeeded.walletId).toBe(walletId);
    expect(succeeded.upstreamRequestIds.length).toBeGreaterThanOrEqual(2);
    const sent = await entries({ walletId, action: 'createTransaction' });
    expect(sent.map(({ outcome }) => outcome).sort()).toEqual(['BEGUN', 'SUCCEEDED']);
    expect(sent.find(({ outcome }) => outcome === 'SUCCEEDED')!.resourceId).toBe(transactionId);
  });

  it('makes no change that it cannot put down', async () => {
    const grace = await as('grace');
    const walletId = await grace.createWallet();
    const [assigned, refused] = [randomUUID(), randomUUID()];
    await grace.assignDevice(walletId, assigned);
    const [entry] = await entries({ deviceId: assigned });
    expect(entry).toMatchObject({ actor: 'grace', walletId, outcome: 'SUCCEEDED' });
    await gateway.sql('ALTER TABLE audit_entries RENAME TO gone');
    await expect(grace.assignDevice(walletId, refused)).rejects.toThrow('INTERNAL_SERVER_ERROR');
    const looked = await support.send('query ($id: ID!) { wallet(id: $id) { id } }', {
      id: walletId,
    });
    await gateway.sql('ALTER TABLE gone RENAME TO audit_entries');
    expect(looked.data).toEqual({ wallet: null });
    expect(await gateway.sql(`SELECT 1 FROM devices WHERE id = '${refused}'`)).toEqual([]);
    await entryWith({ deviceId: refused }, { outcome: 'INTERNAL_SERVER_ERROR' });
  });

  it('tells what a mutation failed with, under the same operation', async () => {
    const bob = await as('bob');
    const walletId = await bob.createWallet();
    for (const kind of ['status', 'reset'] as const) {
      const fault = { path: UPSTREAM.createTransaction, kind, status: 400, body: { code: 7 } };
      await gateway.simulator.fault({ ...fault, count: 1 });
      await expect(bob.createTransaction(walletId)).rejects.toThrow();
    }
    const filter = { walletId, action: 'createTransaction' };
    const refused = await entryWith(filter, { outcome: 'UPSTREAM_REJECTED' });
    const failed = await entryWith(filter, { outcome: 'UPSTREAM_UNAVAILABLE' });
    const all = await entries(filter);
    for (const { operationId } of [refused, failed]) {
      const of = all.filter((entry) => entry.operationId === operationId);
      // Recovery may have looked for it meanwhile, and not found it.
      const outcomes = of.map(({ outcome }) => outcome).filter((name) => name !== 'NOT_SENT');
      expect(outcomes).toContain('BEGUN');
      expect(outcomes).toHaveLength(2);
    }
  });

  it('tells what recovery completes as the work of the call that began it', async () => {
    const carol = await as('carol');
    // As often as a command with a key is tried.
    await gateway.simulator.fault({ path: UPSTREAM.createAccount, kind: 'reset', count: 3 });
    const error = await carol.expectError(
      'mutation { createWallet(input: { idempotencyKey: "once" }) { wallet { id } } }',
    );
    await gateway.restart();
    support = await as('helper', 'ncw:support');
    const filter = { actor: 'carol', action: 'createWallet' };
    const done = await entryWith(filter, { outcome: 'SUCCEEDED' });
    expect(done.requestId).toBe(error.extensions.requestId);
    const outcomes = (await entries(filter)).map(({ outcome }) => outcome).sort();
    expect(outcomes).toEqual(['BEGUN', 'PROVISIONING', 'SUCCEEDED', 'UPSTREAM_UNAVAILABLE']);
  });

  it('has what support is shown of others, over both transports, and not what is their own', async () => {
    const { walletId, deviceId, transactionId } = await newWorld('dora');
    const own = await support.createWallet();
    const both =
      'query ($id: ID!) { wallet(id: $id) { id } transactions(walletId: $id) { edges { cursor } } }';
    await support.expectData(both, { id: walletId });
    await support.expectData(both, { id: own });
    await (await as('dora')).expectData(both, { id: walletId });
    await support.expectData('query ($id: ID!) { device(id: $id) { id } }', { id: deviceId });
    const byId = 'query ($id: ID!) { transaction(id: $id) { id } }';
    await support.expectData(byId, { id: transactionId });
    const stream = new SigningStatusRecorder(support, { walletId, deviceId });
    await stream.until(({ events }) => events.length > 0);
    stream.stop();
    const seen = await entries({ walletId, actor: 'helper' });
    expect(seen.map(({ action }) => action).sort()).toEqual([
      ...['device', 'signingStatus', 'transaction', 'transactions', 'wallet'],
    ]);
    for (const entry of seen) expect(entry).toMatchObject({ outcome: 'SUCCEEDED', count: 1 });
    expect(seen.find(({ action }) => action === 'transaction')?.resourceId).toBe(transactionId);
    const views = ['wallet', 'transactions'];
    const others = [...(await entries({ walletId: own })), ...(await entries({ actor: 'dora' }))];
    expect(others.filter(({ action }) => views.includes(action))).toEqual([]);
    expect((await entries({ action: 'auditEntries' })).length).toBeGreaterThan(2);
  });

  it('has every kind of refusal', async () => {
    const { walletId, deviceId } = await newWorld('eve');
    const mallory = await as('mallory');
    await mallory.expectData('query ($id: ID!) { wallet(id: $id) { id } }', { id: walletId });
    await expect(mallory.assignDevice(walletId)).rejects.toThrow('NOT_FOUND');
    await expect(mallory.relay(walletId, deviceId, { method: 'x' })).rejects.toThrow('NOT_FOUND');
    await mallory.expectError('{ auditEntries { edges { cursor } } }');
    await gateway.setWalletStatus(walletId, 'FROZEN');
    const eve = await as('eve');
    await expect(eve.createTransaction(walletId)).rejects.toThrow('WALLET_FROZEN');
    const stream = new SigningStatusRecorder(eve, { walletId });
    await stream.until(({ ended }) => ended);
    const denied = { decision: 'DENIED' } as const;
    const of = (action: string, actor = 'mallory') => ({ actor, action, ...denied });
    for (const action of ['wallet', 'assignDevice', 'relayRpc']) {
      await entryWith(of(action), { walletId, outcome: 'NOT_FOUND' });
    }
    await entryWith(of('auditEntries'), { outcome: 'FORBIDDEN' });
    await entryWith(of('createTransaction', 'eve'), { walletId, outcome: 'WALLET_FROZEN' });
    await entryWith(of('signingStatus', 'eve'), { walletId, outcome: 'WALLET_FROZEN' });
  });

  it('has the end of a stream whose right was lost while it was open', async () => {
    const { walletId, deviceId } = await newWorld('olivia');
    const stream = new SigningStatusRecorder(await as('olivia'), { walletId, deviceId });
    await stream.until(({ events }) => events.length > 0);
    const { deviceId: other } = await newWorld('olivia');
    for (const id of [other, deviceId]) await gateway.disableDevice(id);
    await stream.until(({ ended }) => ended);
    const denied = { actor: 'olivia', action: 'signingStatus', decision: 'DENIED' };
    const like = { walletId, deviceId, outcome: 'DEVICE_DISABLED' };
    expect(await entryWith(denied, like)).toMatchObject({ count: 1 });
    expect(await entries(denied)).toHaveLength(1);
  });

  it('gives pages that continue each other, and what was asked for alone', async () => {
    const filter = { actor: 'alice' };
    const all = await page(filter);
    const first = await support.expectData<{ auditEntries: typeof all }>(ENTRIES, {
      ...{ first: 2, filter },
    });
    const rest = await page(filter, first.auditEntries.pageInfo.endCursor!);
    expect([...first.auditEntries.edges, ...rest.edges]).toEqual(all.edges);
    const newest = all.edges[0]!.node;
    expect(await entries({ ...filter, until: newest.createdAt })).not.toContainEqual(newest);
    expect(await entries({ ...filter, from: newest.createdAt })).toContainEqual(newest);
    expect(await entries({ ...filter, from: '2100-01-01T00:00:00Z' })).toEqual([]);
    const nulls = { actor: 'alice', walletId: null, action: null, decision: null, from: null };
    expect(await entries(nulls)).toEqual(all.edges.map(({ node }) => node));
    const error = await support.expectError(ENTRIES, { first: 1, filter: { walletId: '..' } });
    expect(error).toMatchObject({ message: 'filter.walletId must be a UUID' });
  });

  it('counts what can be repeated at will: a storm adds no more rows than a handful', async () => {
    const walletId = await (await as('frank')).createWallet();
    const frank = await as('frank');
    const deviceId = await frank.assignDevice(walletId);
    const anonymous = gateway.anonymous();
    const bad = await tokenWith(gateway.dataDir, { exp: 1 });
    // There is a row for each minute: however long all of it takes, it is within one.
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    for (let round = 0; round < 20; round += 1) {
      await Promise.all([
        ...Array.from({ length: 5 }, () =>
          anonymous.send('{ me { id } wallets { edges { cursor } } }'),
        ),
        ...Array.from({ length: 5 }, () =>
          anonymous.send('{ me { id } }', {}, { authorization: `Bearer ${bad}` }),
        ),
        ...Array.from({ length: 5 }, () =>
          frank.relay(walletId, deviceId, { method: 'get_all_keys' }),
        ),
      ]);
    }
    await foreignSocket();
    await gateway.restart();
    clock.mockRestore();
    support = await as('helper', 'ncw:support');
    const counted = async (where: string) => {
      const [row] = await gateway.sql<{ rows: string; calls: string }>(
        `SELECT count(*) AS rows, sum(count) AS calls FROM audit_entries WHERE ${where}`,
      );
      return { rows: Number(row?.rows), calls: Number(row?.calls) };
    };
    const ofStrangers = await counted(`actor IS NULL AND action IN ('me', 'wallets')`);
    expect(ofStrangers.calls).toBe(200);
    expect(ofStrangers.rows).toBeLessThanOrEqual(4);
    const ofBadTokens = await counted(`action = 'authenticate'`);
    expect(ofBadTokens.calls).toBe(100);
    expect(ofBadTokens.rows).toBeLessThanOrEqual(2);
    const relays = await counted(
      `actor = 'frank' AND device_id = '${deviceId}' AND method = 'get_all_keys'`,
    );
    expect(relays.calls).toBe(100);
    expect(relays.rows).toBeLessThanOrEqual(4);
    expect(await counted(`action = 'connect'`)).toEqual({ rows: 1, calls: 1 });
  });

  function foreignSocket(): Promise<void> {
    const url = `${gateway.url.replace('http', 'ws')}/graphql`;
    const socket = new WebSocket(url, 'graphql-transport-ws', { origin: 'https://evil.example' });
    return new Promise((resolve) => {
      socket.once('error', () => {
        resolve();
      });
    });
  }

  it('refuses every change of its rows but by retention', async () => {
    for (const statement of [
      `UPDATE audit_entries SET actor = 'nobody'`,
      'DELETE FROM audit_entries',
      'TRUNCATE audit_entries',
      `UPDATE audit_blocks SET previous = ''`,
      'DELETE FROM audit_blocks',
      'TRUNCATE audit_blocks',
    ]) {
      await expect(gateway.sql(statement)).rejects.toThrow('is append-only');
    }
  });

  it('holds no token, payload, note or address of a transfer', async () => {
    const rows = await gateway.sql('SELECT * FROM audit_entries');
    const text = JSON.stringify(rows, (_key, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    );
    expect(rows.length).toBeGreaterThan(30);
    const secrets = used.flatMap((token) => token.split('.').slice(1));
    const words = [...secrets, 'Bearer', 'abababab', 'once'];
    expect(words.filter((word) => text.includes(word))).toEqual([]);
  });
});
