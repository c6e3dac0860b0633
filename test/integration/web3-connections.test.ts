import { randomUUID } from 'node:crypto';
import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import { CONNECT_URI, type GraphQLCaller } from '../support/graphql-caller';
import { eventually } from '../support/simulator-client';
import { UPSTREAM, type Fault } from '../support/simulator-control';

const CREATE = `mutation ($input: CreateWeb3ConnectionInput!) {
  createWeb3Connection(input: $input) {
    connection { id accountId status feeLevel app { url name description icon } }
  }
}`;
const LIST = 'query ($id: ID!) { wallet(id: $id) { web3Connections { id status } } }';
const ACTIONS = { approve: 'APPROVED', deny: 'DENIED', remove: 'REMOVED' } as const;
type Action = keyof typeof ACTIONS;

const documentOf = (action: Action) => {
  const type = `${action[0]!.toUpperCase()}${action.slice(1)}Web3ConnectionInput`;
  return `mutation ($input: ${type}!) {
    result: ${action}Web3Connection(input: $input) { connection { id status } }
  }`;
};

describe.each(databaseKinds)('web3 connections on the $name database', (kind) => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;
  let bob: GraphQLCaller;
  let walletId: string;

  beforeAll(async () => {
    gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000', WALLETS_PER_USER: '0' }, kind);
  });
  beforeEach(async () => {
    alice = await gateway.as('alice');
    bob = await gateway.as('bob');
    walletId = await alice.createWallet();
  });
  afterEach(() => gateway.simulator.clearFaults());
  afterAll(() => gateway.stop());

  async function act(action: Action, connectionId: string, caller = alice): Promise<string> {
    const { result } = await caller.expectData<{ result: { connection: { status: string } } }>(
      ...([documentOf(action), { input: { walletId, connectionId } }] as const),
    );
    return result.connection.status;
  }

  async function refusal(action: Action, connectionId: string, caller = alice): Promise<string> {
    const variables = { input: { walletId, connectionId } };
    return (await caller.expectError(documentOf(action), variables)).extensions.code;
  }

  async function listed(): Promise<{ id: string; status: string }[]> {
    const { wallet } = await alice.expectData<{
      wallet: { web3Connections: { id: string; status: string }[] };
    }>(LIST, { id: walletId });
    return wallet.web3Connections;
  }

  const answers = () => gateway.simulator.countCalls('PUT', UPSTREAM.answerConnection);

  it('are paired, wait, are approved, and end', async () => {
    const input = { idempotencyKey: randomUUID(), walletId, uri: CONNECT_URI, feeLevel: 'HIGH' };
    const { createWeb3Connection } = await alice.expectData<{
      createWeb3Connection: { connection: { id: string } };
    }>(CREATE, { input });
    const { connection } = createWeb3Connection;
    expect(connection).toEqual({
      ...{ id: expect.any(String), accountId: '0', status: 'PENDING', feeLevel: 'HIGH' },
      app: {
        ...{ url: 'https://dapp.example', name: 'A simulated dApp' },
        ...{ description: expect.any(String), icon: 'https://dapp.example/icon.png' },
      },
    });
    expect(await listed()).toEqual([{ id: connection.id, status: 'PENDING' }]);
    expect(await act('approve', connection.id)).toBe('APPROVED');
    expect(await listed()).toEqual([{ id: connection.id, status: 'APPROVED' }]);
    expect(await act('remove', connection.id)).toBe('REMOVED');
    expect(await listed()).toEqual([]);
  });

  it.each(['approve', 'deny', 'remove'] as const)(
    'may be told to %s again, and Fireblocks is told once',
    async (action) => {
      const id = await alice.createWeb3Connection(walletId);
      expect(await act(action, id)).toBe(ACTIONS[action]);
      const before = await gateway.simulator.calls();
      expect(await act(action, id)).toBe(ACTIONS[action]);
      expect(await gateway.simulator.calls()).toEqual(before);
    },
  );

  it('that are over stay over', async () => {
    const denied = await alice.createWeb3Connection(walletId);
    await act('deny', denied);
    expect(await refusal('approve', denied)).toBe('UPSTREAM_REJECTED');
    expect(await act('remove', denied)).toBe('DENIED');
    const approved = await alice.createWeb3Connection(walletId);
    await act('approve', approved);
    expect(await refusal('deny', approved)).toBe('UPSTREAM_REJECTED');
    expect(await listed()).toEqual([{ id: approved, status: 'APPROVED' }]);
  });

  it('are one thing or the other when they are approved and denied at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = await alice.createWeb3Connection(walletId);
      const told = await Promise.allSettled([act('approve', id), act('deny', id)]);
      const outcomes = told.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(outcomes).toHaveLength(1);
      const open = outcomes[0] === 'APPROVED' ? [{ id, status: 'APPROVED' }] : [];
      expect((await listed()).filter((one) => one.id === id)).toEqual(open);
    }
  });

  it('are left out when the dApp has ended them', async () => {
    const [gone, kept] = [
      await alice.createWeb3Connection(walletId),
      await alice.createWeb3Connection(walletId),
    ];
    await act('approve', gone);
    await act('approve', kept);
    await gateway.simulator.endConnection(gone);
    expect(await listed()).toEqual([{ id: kept, status: 'APPROVED' }]);
    expect(await act('remove', gone)).toBe('REMOVED');
  });

  it.each<Omit<Fault, 'path'>>([
    { kind: '500null' },
    { kind: '500null', when: 'after' },
    { kind: 'reset', when: 'after', count: 3 },
  ])('are one after $kind ($when) and a retry with the same key', async (failure) => {
    const key = randomUUID();
    await gateway.simulator.fault({ path: UPSTREAM.createConnection, ...failure });
    await expect(alice.createWeb3Connection(walletId, key)).rejects.toThrow('UPSTREAM_UNAVAILABLE');
    const id = await alice.createWeb3Connection(walletId, key);
    expect(await alice.createWeb3Connection(walletId, key)).toBe(id);
    expect(await listed()).toEqual([{ id, status: 'PENDING' }]);
  });

  it.each<Omit<Fault, 'path'>>([
    { kind: '500null' },
    { kind: '500null', when: 'after' },
    { kind: '500null', burnKey: true },
    { kind: 'reset', when: 'after', count: 3 },
  ])('are approved by a repetition after $kind ($when)', async (failure) => {
    const id = await alice.createWeb3Connection(walletId);
    const before = await answers();
    await gateway.simulator.fault({ path: UPSTREAM.answerConnection, ...failure });
    expect(await refusal('approve', id)).toBe('UPSTREAM_UNAVAILABLE');
    expect(await act('approve', id)).toBe('APPROVED');
    expect(await answers()).toBeGreaterThan(before);
  });

  it('that were approved unheard are known by what is open, when the repetition is refused', async () => {
    const id = await alice.createWeb3Connection(walletId);
    const fault = { path: UPSTREAM.answerConnection, method: 'PUT' };
    await gateway.simulator.fault({ ...fault, kind: '500null', when: 'after' });
    expect(await refusal('approve', id)).toBe('UPSTREAM_UNAVAILABLE');
    expect(await listed()).toEqual([{ id, status: 'APPROVED' }]);
    const message = 'usage of the same idempotency key after an internal error';
    await gateway.simulator.fault({ ...fault, kind: 'status', status: 400, body: { message } });
    expect(await act('approve', id)).toBe('APPROVED');
  });

  it('that Fireblocks refuses to approve are not called approved', async () => {
    const id = await alice.createWeb3Connection(walletId);
    const fault = { path: UPSTREAM.answerConnection, method: 'PUT', status: 400 };
    for (let time = 0; time < 2; time += 1) {
      await gateway.simulator.fault({ ...fault, kind: 'status' });
      expect(await refusal('approve', id)).toBe('UPSTREAM_REJECTED');
      expect(await listed()).toEqual([{ id, status: 'PENDING' }]);
    }
  });

  it('that a crash has left are not paired by recovery, and are by a retry with the same key', async () => {
    const key = randomUUID();
    await gateway.simulator.fault({
      ...{ path: UPSTREAM.createConnection, kind: 'reset', when: 'after', count: 3 },
    });
    await expect(alice.createWeb3Connection(walletId, key)).rejects.toThrow('UPSTREAM_UNAVAILABLE');
    await gateway.sql(`UPDATE intents SET lease_until = now() - interval '1 hour'`);
    // A start looks for what was cut off.
    await gateway.restart();
    await eventually(async () => {
      const sql = `SELECT state::text FROM intents WHERE key = '${key}'`;
      const [intent] = await gateway.sql<{ state: string }>(sql);
      return intent?.state === 'NOT_SENT' ? true : undefined;
    });
    // The simulator has started too, and what it was asked is of this start only.
    expect(await gateway.simulator.countCalls('POST', UPSTREAM.createConnection)).toBe(0);
    alice = await gateway.as('alice');
    const id = await alice.createWeb3Connection(walletId, key);
    expect(await listed()).toEqual([{ id, status: 'PENDING' }]);
  });

  it('are nobody else’s', async () => {
    const id = await alice.createWeb3Connection(walletId);
    const before = await gateway.simulator.calls();
    const mine = await bob.createWallet();
    const afterWallet = await gateway.simulator.calls();
    for (const action of ['approve', 'deny', 'remove'] as const) {
      expect(await refusal(action, id, bob)).toBe('NOT_FOUND');
      const variables = { input: { walletId: mine, connectionId: id } };
      const error = await bob.expectError(documentOf(action), variables);
      expect(error.extensions.code).toBe('NOT_FOUND');
    }
    expect(await bob.expectData(LIST, { id: walletId })).toEqual({ wallet: null });
    expect(afterWallet.length).toBeGreaterThan(before.length);
    expect(await gateway.simulator.calls()).toEqual(afterWallet);
  });

  it('of a frozen wallet can be ended and denied, not made and not approved', async () => {
    const waiting = await alice.createWeb3Connection(walletId);
    const open = await alice.createWeb3Connection(walletId);
    await act('approve', open);
    await gateway.setWalletStatus(walletId, 'FROZEN');
    await expect(alice.createWeb3Connection(walletId)).rejects.toThrow('WALLET_FROZEN');
    expect(await refusal('approve', waiting)).toBe('WALLET_FROZEN');
    expect(await act('deny', waiting)).toBe('DENIED');
    expect(await act('remove', open)).toBe('REMOVED');
  });

  it.each([
    ['nothing', ''],
    ['a scheme', 'wc:'],
    ['an address of the web', 'https://dapp.example'],
    ['one with a space behind it', `${CONNECT_URI} `],
    ['one that is too long', `${CONNECT_URI}${'a'.repeat(2_000)}`],
  ])('are not paired by %s, which is not repeated', async (_what, uri) => {
    const input = { idempotencyKey: randomUUID(), walletId, uri };
    const error = await alice.expectError(CREATE, { input });
    expect(error).toMatchObject({ status: 400, extensions: { code: 'BAD_USER_INPUT' } });
    expect(error.message).toContain('input.uri must be a WalletConnect URI');
    if (uri.length > 3) expect(error.message).not.toContain(uri);
  });
});
