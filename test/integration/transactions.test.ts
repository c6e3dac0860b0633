import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { eventually } from '../support/simulator-client';
import { UPSTREAM, type Fault } from '../support/simulator-control';
import {
  CREATE,
  newTransfer,
  READ_TRANSACTION,
  WRONG_MOVEMENTS,
  type CreatedTransaction,
  type TransactionFields,
} from '../support/transfers';

describe.each(databaseKinds)('transactions on the $name database', (kind) => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;
  let bob: GraphQLCaller;
  let walletId: string;

  beforeAll(async () => {
    const settings = { RATE_LIMIT_FACTOR: '1000', WALLETS_PER_USER: '0' };
    gateway = await TestGateway.start(settings, kind);
    [alice, bob] = await Promise.all([gateway.as('alice'), gateway.as('bob')]);
    walletId = await alice.createWallet();
    await gateway.simulator.settings({ transactionStepMs: 0 });
  });

  afterEach(() => gateway.simulator.clearFaults());
  afterAll(() => gateway.stop());

  async function create(
    caller: GraphQLCaller,
    input: Record<string, unknown>,
  ): Promise<TransactionFields> {
    const data = await caller.expectData<CreatedTransaction>(CREATE, { input });
    return data.createTransaction.transaction;
  }

  async function read(caller: GraphQLCaller, id: string): Promise<TransactionFields | null> {
    const data = await caller.expectData<{ transaction: TransactionFields | null }>(
      READ_TRANSACTION,
      { id },
    );
    return data.transaction;
  }

  /** As soon as the gateway has heard of it. */
  function reaches(caller: GraphQLCaller, id: string, status: string): Promise<TransactionFields> {
    return eventually(async () => {
      const transaction = await read(caller, id);
      return transaction?.status === status ? transaction : undefined;
    });
  }

  /** Through signature and chain to its end. */
  async function complete(caller: GraphQLCaller, id: string): Promise<void> {
    await reaches(caller, id, 'PENDING_SIGNATURE');
    await gateway.simulator.advance(id);
    await reaches(caller, id, 'COMPLETED');
  }

  describe('creation', () => {
    it('sends the transfer and answers what is known of it', async () => {
      const input = newTransfer(walletId, { note: 'rent', feeLevel: 'HIGH' });
      const transaction = await create(alice, input);

      expect(transaction).toMatchObject({
        direction: 'OUTGOING',
        status: 'SUBMITTED',
        subStatus: null,
        accountId: '0',
        assetId: 'ETH_TEST5',
        amount: '0.001',
        note: 'rent',
        wallet: { id: walletId },
      });
      const [sent, ...others] = await gateway.simulator.transactionsOf(walletId);
      expect(others).toEqual([]);
      expect(sent).toMatchObject({ id: transaction.id, source: { walletId, id: '0' } });
      const calls = await gateway.simulator.calls();
      expect(calls.find(({ path }) => path === '/v1/transactions')?.role).toBe('signer');
    });

    const wrong: [string, Record<string, unknown>][] = [
      ...WRONG_MOVEMENTS,
      ['input.note', { note: '' }],
      ['input.note', { note: 'x'.repeat(1_025) }],
      ['input.note', { note: 'a\u0000b' }],
      ['input.idempotencyKey', { idempotencyKey: '' }],
    ];

    it.each(wrong)('names %s when it is given %j', async (field, change) => {
      const before = await gateway.simulator.calls();
      const input = newTransfer(walletId, change);
      const error = await alice.expectError(CREATE, { input });

      expect(error).toMatchObject({ status: 400, extensions: { code: 'BAD_USER_INPUT' } });
      expect(error.message.split(' ')[0]).toBe(field);
      expect(await gateway.simulator.calls()).toEqual(before);
    });

    it.each(['-1', '1e3', '1,5', '.5', '5.', '01', '', 'NaN', '0x1', '１', '9'.repeat(40), 1, 0.1])(
      'takes no amount of the form %j',
      async (amount) => {
        const before = await gateway.simulator.calls();
        const { errors } = await alice.send(CREATE, { input: newTransfer(walletId, { amount }) });
        expect(errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
        expect(await gateway.simulator.calls()).toEqual(before);
      },
    );

    it('sends nothing from the wallet of another user', async () => {
      const before = await gateway.simulator.calls();
      const error = await bob.expectError(CREATE, { input: newTransfer(walletId) });
      expect(error.extensions.code).toBe('NOT_FOUND');
      expect(await gateway.simulator.calls()).toEqual(before);
    });

    it('answers a refusal of Fireblocks without its words, and the same again', async () => {
      const input = newTransfer(walletId, { assetId: 'NO_SUCH_ASSET' });
      const first = await alice.expectError(CREATE, { input });
      const second = await alice.expectError(CREATE, { input });

      expect(first).toMatchObject({ status: 422, extensions: { code: 'UPSTREAM_REJECTED' } });
      expect(first.message).not.toContain('NO_SUCH_ASSET');
      expect(second.extensions.code).toBe('UPSTREAM_REJECTED');
    });
  });

  describe('idempotency', () => {
    it('answers a repeated key with the first transaction as it is now', async () => {
      const wallet = await alice.createWallet();
      const input = newTransfer(wallet);
      const first = await create(alice, input);
      await complete(alice, first.id);
      const again = await create(alice, input);

      expect(again).toMatchObject({ id: first.id, status: 'COMPLETED' });
      expect(await gateway.simulator.transactionsOf(wallet)).toHaveLength(1);
    });

    it('refuses the key with any other input', async () => {
      const wallet = await alice.createWallet();
      const input = newTransfer(wallet, { note: 'one' });
      await create(alice, input);
      const others = [
        { amount: '0.002' },
        { note: 'two' },
        { note: null },
        { feeLevel: 'LOW' },
        { walletId },
        { destination: { type: 'ONE_TIME_ADDRESS', address: `0x${'cd'.repeat(20)}` } },
      ];
      for (const change of others) {
        const error = await alice.expectError(CREATE, { input: { ...input, ...change } });
        expect(error).toMatchObject({
          status: 422,
          extensions: { code: 'IDEMPOTENCY_KEY_REUSED' },
        });
      }
      expect(await gateway.simulator.transactionsOf(wallet)).toHaveLength(1);
    });

    it('sends once for twenty requests with the same key at once', async () => {
      const wallet = await alice.createWallet();
      const input = newTransfer(wallet);
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => alice.send<CreatedTransaction>(CREATE, { input })),
      );
      const codes = answers.flatMap(({ errors }) =>
        errors.map(({ extensions }) => extensions.code),
      );
      expect(codes.every((code) => code === 'IDEMPOTENCY_IN_PROGRESS')).toBe(true);
      expect(codes.length).toBeLessThan(20);
      expect(await gateway.simulator.transactionsOf(wallet)).toHaveLength(1);
    });

    const failures: Pick<Fault, 'kind' | 'when' | 'burnKey'>[] = [
      ...(['500null', '502html', 'reset', '429'] as const).map((fault) => ({ kind: fault })),
      ...(['500null', '502html', 'reset'] as const).flatMap((fault) => [
        { kind: fault, when: 'after' as const },
        { kind: fault, when: 'after' as const, burnKey: true },
        { kind: fault, when: 'before' as const, burnKey: true },
      ]),
    ];

    it.each(failures)('sends once through a retry after %j', async (failure) => {
      const wallet = await alice.createWallet();
      const input = newTransfer(wallet);
      await gateway.simulator.fault({ path: UPSTREAM.createTransaction, ...failure });
      const error = await alice.expectError(CREATE, { input });
      const transaction = await create(alice, input);

      expect(error).toMatchObject({
        status: 503,
        extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true },
      });
      expect(await gateway.simulator.transactionsOf(wallet)).toMatchObject([
        { id: transaction.id },
      ]);
    });

    it('does not send while it cannot find out whether it has sent', async () => {
      const wallet = await alice.createWallet();
      const input = newTransfer(wallet);
      const { simulator } = gateway;
      await simulator.fault({ path: UPSTREAM.createTransaction, kind: 'reset', when: 'after' });
      await simulator.fault({ path: UPSTREAM.findTransaction, kind: '500null', count: 6 });
      for (let attempt = 0; attempt < 3; attempt += 1) await alice.expectError(CREATE, { input });

      const transaction = await create(alice, input);
      expect(await simulator.transactionsOf(wallet)).toMatchObject([{ id: transaction.id }]);
    });

    it('sends nothing on the retry of a wallet that was frozen meanwhile', async () => {
      const wallet = await alice.createWallet();
      const input = newTransfer(wallet);
      await gateway.simulator.fault({ path: UPSTREAM.createTransaction, kind: 'reset' });
      await alice.expectError(CREATE, { input });
      await gateway.setWalletStatus(wallet, 'FROZEN');

      expect((await alice.expectError(CREATE, { input })).extensions.code).toBe('WALLET_FROZEN');
      expect(await gateway.simulator.transactionsOf(wallet)).toEqual([]);
      await gateway.setWalletStatus(wallet, 'ACTIVE');
      expect((await create(alice, input)).status).toBe('SUBMITTED');
    });

    it('answers a replay, and what was sent before its failure, on a frozen wallet too', async () => {
      const wallet = await alice.createWallet();
      const [done, lost] = [newTransfer(wallet), newTransfer(wallet)];
      const { id } = await create(alice, done);
      await gateway.simulator.fault({
        path: UPSTREAM.createTransaction,
        kind: 'reset',
        when: 'after',
      });
      await alice.expectError(CREATE, { input: lost });
      await gateway.setWalletStatus(wallet, 'FROZEN');

      expect((await create(alice, done)).id).toBe(id);
      const found = await create(alice, lost);
      const sent = await gateway.simulator.transactionsOf(wallet);
      expect(sent.map((transaction) => transaction.id).sort()).toEqual([id, found.id].sort());
    });
  });
});
