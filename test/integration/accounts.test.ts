import { randomUUID } from 'node:crypto';
import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { UPSTREAM, type Fault } from '../support/simulator-control';

const CREATE = `mutation ($input: CreateAccountInput!) {
  createAccount(input: $input) { account { id accountId } }
}`;
const LIST = 'query ($id: ID!) { wallet(id: $id) { accounts { accountId } } }';

interface Created {
  createAccount: { account: { id: string; accountId: string } } | null;
}

describe.each(databaseKinds)('accounts on the $name database', (kind) => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;
  let bob: GraphQLCaller;
  let admin: GraphQLCaller;
  let walletId: string;

  beforeAll(async () => {
    gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000', WALLETS_PER_USER: '0' }, kind);
    alice = await gateway.as('alice');
    bob = await gateway.as('bob');
    admin = await gateway.as('admin', 'ncw:admin');
  });
  beforeEach(async () => {
    walletId = await alice.createWallet();
  });
  afterEach(() => gateway.simulator.clearFaults());
  afterAll(() => gateway.stop());

  const keyed = (idempotencyKey: string = randomUUID()) => ({
    input: { idempotencyKey, walletId },
  });

  async function create(key?: string, caller = alice): Promise<string> {
    const { createAccount } = await caller.expectData<Created>(CREATE, keyed(key));
    return createAccount!.account.accountId;
  }

  async function upstream(): Promise<string[]> {
    const wallet = await gateway.simulator.wallet(walletId);
    return (wallet?.accounts ?? []).map(({ accountId }) => accountId);
  }

  async function administer(mutation: string, input: object): Promise<void> {
    const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
    const document = `mutation ($input: ${type}!) { ${mutation}(input: $input) { wallet { id } } }`;
    await admin.expectData(document, { input: { walletId, reason: 'a test', ...input } });
  }

  it('are numbered from 0, which comes with the wallet, and listed', async () => {
    const { createAccount } = await alice.expectData<Created>(CREATE, keyed());
    expect(createAccount?.account).toEqual({ id: `${walletId}:1`, accountId: '1' });
    expect(await create()).toBe('2');
    expect(await alice.expectData(LIST, { id: walletId })).toEqual({
      wallet: { accounts: [{ accountId: '0' }, { accountId: '1' }, { accountId: '2' }] },
    });
  });

  it('hold assets of their own', async () => {
    const accountId = await create();
    await alice.expectData(
      'mutation ($input: AddAssetInput!) { addAsset(input: $input) { asset { accountId } } }',
      { input: { walletId, accountId, assetId: 'BTC_TEST' } },
    );
    const assets =
      'query ($id: ID!, $of: ID!) { wallet(id: $id) { assets(accountId: $of) { assetId } } }';
    expect(await alice.expectData(assets, { id: walletId, of: accountId })).toEqual({
      wallet: { assets: [{ assetId: 'BTC_TEST' }] },
    });
  });

  it('are one for one key, of however many requests at once', async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => alice.send<Created>(CREATE, keyed(key))),
    );
    const made = answers.flatMap(({ data }) => data?.createAccount?.account.accountId ?? []);
    const codes = answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code));
    expect(new Set(made)).toEqual(new Set(['1']));
    expect(codes.filter((code) => code !== 'IDEMPOTENCY_IN_PROGRESS')).toEqual([]);
    expect(await create(key)).toBe('1');
    expect(await upstream()).toEqual(['0', '1']);
  });

  it('are not made by a key that has made one in another wallet', async () => {
    const other = await alice.createWallet();
    const idempotencyKey = randomUUID();
    await create(idempotencyKey);
    const error = await alice.expectError(CREATE, {
      input: { idempotencyKey, walletId: other },
    });
    expect(error.extensions.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it.each<Omit<Fault, 'path'>>([
    { kind: '500null' },
    { kind: '500null', when: 'after' },
    { kind: 'reset', when: 'after', count: 3 },
    { kind: '429', retryAfter: 0.1, count: 3 },
  ])('are one after $kind ($when) and a retry with the same key', async (failure) => {
    const key = randomUUID();
    await gateway.simulator.fault({ path: UPSTREAM.createAccount, method: 'POST', ...failure });
    const error = await alice.expectError(CREATE, keyed(key));
    expect(error.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryable: true });
    expect(await create(key)).toBe('1');
    expect(await upstream()).toEqual(['0', '1']);
  });

  it('are made in one’s own wallet only', async () => {
    const before = await gateway.simulator.calls();
    expect((await bob.expectError(CREATE, keyed())).extensions.code).toBe('NOT_FOUND');
    expect((await admin.expectError(CREATE, keyed())).extensions.code).toBe('NOT_FOUND');
    expect(await bob.expectData(LIST, { id: walletId })).toEqual({ wallet: null });
    expect(await gateway.simulator.calls()).toEqual(before);
  });

  it('are not made in a frozen wallet, and what was made there before is still told', async () => {
    const before = randomUUID();
    await create(before);
    await administer('freezeWallet', {});

    expect((await alice.expectError(CREATE, keyed())).extensions.code).toBe('WALLET_FROZEN');
    expect(await create(before)).toBe('1');
    expect(await upstream()).toEqual(['0', '1']);

    await administer('unfreezeWallet', {});
    expect(await create()).toBe('2');
  });

  it('are not told to an owner from whom the wallet was taken', async () => {
    const key = randomUUID();
    await create(key);
    await administer('reassignWallet', { ownerId: 'bob' });
    expect((await alice.expectError(CREATE, keyed(key))).extensions.code).toBe('NOT_FOUND');
    expect(await create(key, bob)).toBe('2');
  });

  it.each(['', '..', 'not-a-uuid'])('of the wallet %j are refused by the field', async (id) => {
    const error = await alice.expectError(CREATE, {
      input: { idempotencyKey: randomUUID(), walletId: id },
    });
    expect(error).toMatchObject({ status: 400, extensions: { code: 'BAD_USER_INPUT' } });
    expect(error.message).toContain('input.walletId');
  });
});
