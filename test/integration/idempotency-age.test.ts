import { randomUUID } from 'node:crypto';
import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { eventually } from '../support/simulator-client';
import { UPSTREAM } from '../support/simulator-control';

const CREATE =
  'mutation ($input: CreateWalletInput!) { createWallet(input: $input) { wallet { id } } }';

describe.each(databaseKinds)('an idempotency key on the $name database', (kind) => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;

  beforeAll(async () => {
    gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000' }, kind);
  });
  beforeEach(async () => {
    alice = await gateway.as(`user-${randomUUID()}`);
  });
  afterEach(() => gateway.simulator.clearFaults());
  afterAll(() => gateway.stop());

  const passes = (time: string): Promise<unknown> =>
    gateway.sql(`UPDATE intents SET created_at = created_at - interval '${time}',
                        updated_at = updated_at - interval '${time}',
                        lease_until = lease_until - interval '${time}'`);

  it('is kept for 24 hours, and is a new one afterwards', async () => {
    const wallet = await alice.createWallet('key');
    const transaction = await alice.createTransaction(wallet, 'of a transfer');
    await passes('23 hours 55 minutes');
    expect(await alice.createWallet('key')).toBe(wallet);
    expect(await alice.createTransaction(wallet, 'of a transfer')).toBe(transaction);
    await expect(alice.createTransaction(wallet, 'key')).rejects.toThrow('IDEMPOTENCY_KEY_REUSED');

    await passes('10 minutes');
    expect(await alice.createWallet('key')).not.toBe(wallet);
    // It may stand for anything else as well.
    expect(await alice.createWallet('of a transfer')).not.toBe(wallet);
    expect(await gateway.simulator.transactionsOf(wallet)).toHaveLength(1);
  });

  it('that was refused is asked for again after 24 hours', async () => {
    const input = { idempotencyKey: 'refused' };
    await gateway.simulator.fault({ path: UPSTREAM.createWallet, kind: 'status', status: 403 });
    await alice.expectError(CREATE, { input });
    await passes('23 hours 55 minutes');
    const { extensions } = await alice.expectError(CREATE, { input });
    expect(extensions.code).toBe('UPSTREAM_REJECTED');
    await passes('10 minutes');
    expect(await alice.createWallet('refused')).toBeDefined();
  });

  it('whose work was cut off is settled within 24 hours, and afterwards by its user alone', async () => {
    const owner = `user-${randomUUID()}`;
    const [young, old] = [randomUUID(), randomUUID()];
    const cutOff = (id: string, age: string): string =>
      `INSERT INTO intents (id, owner_id, scope, key, operation, fingerprint, upstream_key, lease_until, created_at, updated_at)
       SELECT '${id}', '${owner}', scope, '${id}', operation, fingerprint, '${id}',
              now() - interval '1 minute', now() - interval '${age}', now()
         FROM intents WHERE operation = 'createWallet' LIMIT 1;`;
    const walletId = await alice.createWallet();
    const asset = `'addAsset', '${walletId}/0/BTC_TEST', 'addAsset', 'x', '${randomUUID()}'`;
    await gateway.sql(
      `INSERT INTO intents (id, owner_id, scope, key, operation, fingerprint, upstream_key, lease_until, created_at, updated_at)
       SELECT '${randomUUID()}', owner_id, ${asset}, now() - interval '1 minute', now() - interval '1 hour', now()
         FROM wallets WHERE id = '${walletId}';
       INSERT INTO users (id) VALUES ('${owner}');
       ${cutOff(young, '23 hours 55 minutes')} ${cutOff(old, '24 hours 5 minutes')}`,
    );
    // A start looks for what was cut off.
    await gateway.restart();
    const stateOf = async (id: string): Promise<string | undefined> => {
      const sql = `SELECT state::text FROM intents WHERE id = '${id}'`;
      return (await gateway.sql<{ state: string }>(sql))[0]?.state;
    };
    await eventually(async () => ((await stateOf(young)) === 'SUCCEEDED' ? true : undefined));
    expect(await stateOf(old)).toBe('PENDING');
    const { accounts } = await eventually(async () => {
      const wallet = await gateway.simulator.wallet(walletId);
      return wallet?.accounts[0]?.assets.some(({ assetId }) => assetId === 'BTC_TEST')
        ? wallet
        : undefined;
    });
    expect(accounts).toHaveLength(1);
    const caller = await gateway.as(owner);
    const { wallets } = await caller.expectData<{ wallets: { edges: unknown[] } }>(
      '{ wallets { edges { node { id } } } }',
    );
    expect(wallets.edges).toHaveLength(1);
    await caller.createWallet(old);
    expect(await stateOf(old)).toBe('SUCCEEDED');
  });
});
