import { randomUUID } from 'node:crypto';
import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { eventually } from '../support/simulator-client';
import { UPSTREAM } from '../support/simulator-control';
import {
  CANCEL,
  CREATE,
  newTransfer,
  READ_TRANSACTION,
  TRANSACTION_FIELDS,
  type CreatedTransaction,
  type TransactionFields,
} from '../support/transfers';

const LIST = `query ($walletId: ID!, $first: Int, $after: Cursor) {
  transactions(walletId: $walletId, first: $first, after: $after) {
    edges { cursor node { ${TRANSACTION_FIELDS} } }
    pageInfo { hasNextPage endCursor }
  }
}`;

interface List {
  transactions: {
    edges: { cursor: string; node: TransactionFields }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  } | null;
}

describe.each(databaseKinds)('reading and cancelling on the $name database', (kind) => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;
  let bob: GraphQLCaller;
  let walletId: string;
  let bobsWallet: string;

  beforeAll(async () => {
    const settings = { RATE_LIMIT_FACTOR: '1000', WALLETS_PER_USER: '0' };
    gateway = await TestGateway.start(settings, kind);
    await gateway.simulator.settings({ transactionStepMs: 0 });
  });

  beforeEach(async () => {
    [alice, bob] = await Promise.all([gateway.as('alice'), gateway.as('bob')]);
    [walletId, bobsWallet] = await Promise.all([alice.createWallet(), bob.createWallet()]);
  });

  afterEach(() => gateway.simulator.clearFaults());
  afterAll(() => gateway.stop());

  async function create(change: Record<string, unknown> = {}): Promise<string> {
    const data = await alice.expectData<CreatedTransaction>(CREATE, {
      input: newTransfer(walletId, change),
    });
    return data.createTransaction.transaction.id;
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

  async function complete(id: string): Promise<void> {
    await reaches(alice, id, 'PENDING_SIGNATURE');
    await gateway.simulator.advance(id);
    await reaches(alice, id, 'COMPLETED');
  }

  async function list(caller: GraphQLCaller, variables: Record<string, unknown>): Promise<List> {
    return caller.expectData<List>(LIST, variables);
  }

  describe('cancelling', () => {
    const cancel = (wallet: string, transactionId: string) => ({
      input: { walletId: wallet, transactionId },
    });
    const countCancels = async () =>
      (await gateway.simulator.calls()).filter(({ path }) => path.endsWith('/cancel')).length;

    it('stops a transaction that waits for its signature, and may be repeated', async () => {
      const id = await create();
      await reaches(alice, id, 'PENDING_SIGNATURE');
      const { cancelTransaction } = await alice.expectData<{
        cancelTransaction: { transaction: TransactionFields };
      }>(CANCEL, cancel(walletId, id));

      expect(['CANCELLING', 'CANCELLED']).toContain(cancelTransaction.transaction.status);
      await reaches(alice, id, 'CANCELLED');
      const before = await countCancels();
      expect(await alice.expectData(CANCEL, cancel(walletId, id))).toMatchObject({
        cancelTransaction: { transaction: { id, status: 'CANCELLED' } },
      });
      expect(await countCancels()).toBe(before);
    });

    it('is refused after the end, without asking Fireblocks', async () => {
      const id = await create();
      await complete(id);
      const before = await countCancels();
      const error = await alice.expectError(CANCEL, cancel(walletId, id));

      expect(error).toMatchObject({ status: 422, extensions: { code: 'UPSTREAM_REJECTED' } });
      expect(await countCancels()).toBe(before);
      expect((await read(alice, id))?.status).toBe('COMPLETED');
    });

    it('is refused when Fireblocks says that it is too late', async () => {
      const id = await create();
      await reaches(alice, id, 'PENDING_SIGNATURE');
      await gateway.simulator.webhooks({ drop: true });
      await gateway.simulator.advance(id);
      const error = await alice.expectError(CANCEL, cancel(walletId, id));
      await gateway.simulator.calmWebhooks();

      expect(error.extensions.code).toBe('UPSTREAM_REJECTED');
      expect((await read(alice, id))?.status).not.toMatch(/CANCEL/);
    });

    it('is the sender’s alone', async () => {
      const id = await create({
        destination: { type: 'END_USER_WALLET', walletId: bobsWallet },
      });
      await eventually(async () => (await read(bob, id)) ?? undefined);
      const before = await countCancels();
      const carol = await gateway.as('carol');
      const refusals = await Promise.all([
        bob.expectError(CANCEL, cancel(bobsWallet, id)),
        bob.expectError(CANCEL, cancel(walletId, id)),
        carol.expectError(CANCEL, cancel(walletId, id)),
        alice.expectError(CANCEL, cancel(walletId, randomUUID())),
        alice.expectError(CANCEL, cancel(await alice.createWallet(), id)),
      ]);

      for (const { extensions } of refusals) expect(extensions.code).toBe('NOT_FOUND');
      expect(await countCancels()).toBe(before);
    });

    it('stays allowed on a frozen wallet', async () => {
      const id = await create();
      await gateway.setWalletStatus(walletId, 'FROZEN');
      await alice.expectData(CANCEL, cancel(walletId, id));
      await reaches(alice, id, 'CANCELLED');
    });

    it('can be tried again after Fireblocks did not answer', async () => {
      const id = await create();
      await gateway.simulator.fault({ path: UPSTREAM.cancelTransaction, kind: 'reset' });
      expect((await alice.expectError(CANCEL, cancel(walletId, id))).extensions.code).toBe(
        'UPSTREAM_UNAVAILABLE',
      );
      await alice.expectData(CANCEL, cancel(walletId, id));
      await reaches(alice, id, 'CANCELLED');
    });
  });

  describe('a recipient', () => {
    it('sees what comes from outside', async () => {
      const id = await gateway.simulator.incoming(walletId, { amount: '0.25' });
      const transaction = await reaches(alice, id, 'COMPLETED');

      expect(transaction).toMatchObject({
        direction: 'INCOMING',
        amount: '0.25',
        note: null,
        networkFee: null,
        feeAssetId: null,
        wallet: { id: walletId },
      });
      expect(await read(bob, id)).toBeNull();
    });

    it('sees a transfer of another user without that user’s own matters', async () => {
      const id = await create({
        destination: { type: 'END_USER_WALLET', walletId: bobsWallet },
        note: 'between us',
      });
      await complete(id);
      const [sent, received] = [await read(alice, id), await reaches(bob, id, 'COMPLETED')];

      expect(sent).toMatchObject({
        direction: 'OUTGOING',
        note: 'between us',
        feeAssetId: 'ETH_TEST5',
        wallet: { id: walletId },
      });
      expect(Number(sent?.networkFee)).toBeGreaterThan(0);
      expect(received).toMatchObject({
        direction: 'INCOMING',
        amount: '0.001',
        note: null,
        networkFee: null,
        feeAssetId: null,
        wallet: { id: bobsWallet },
      });
      const { transactions } = await list(bob, { walletId: bobsWallet });
      expect(transactions?.edges.map(({ node }) => node)).toEqual([received]);
      expect(JSON.stringify(transactions)).not.toContain(walletId);
    });

    it('who is the sender as well sees both sides through the right wallet', async () => {
      const second = await alice.createWallet();
      const id = await create({ destination: { type: 'END_USER_WALLET', walletId: second } });
      await complete(id);
      const [out, into] = await Promise.all([
        list(alice, { walletId }),
        list(alice, { walletId: second }),
      ]);

      expect((await read(alice, id))?.direction).toBe('OUTGOING');
      expect(out.transactions?.edges).toMatchObject([{ node: { id, direction: 'OUTGOING' } }]);
      expect(into.transactions?.edges).toMatchObject([{ node: { id, direction: 'INCOMING' } }]);
    });
  });

  describe('the list', () => {
    it('is read page by page, newest first and each transaction once', async () => {
      const made: string[] = [];
      for (let at = 0; at < 5; at += 1) made.unshift(await create());
      const pages: string[][] = [];
      let after: string | null = null;
      for (;;) {
        const { transactions }: List = await list(alice, { walletId, first: 2, after });
        pages.push(transactions!.edges.map(({ node }) => node.id));
        after = transactions!.pageInfo.endCursor;
        if (!transactions!.pageInfo.hasNextPage) break;
      }
      expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
      expect(pages.flat()).toEqual(made);
    });

    it('is null for a wallet that is not the caller’s or does not exist', async () => {
      await create();
      expect(await list(bob, { walletId })).toEqual({ transactions: null });
      expect(await list(bob, { walletId: randomUUID() })).toEqual({ transactions: null });
    });

    it.each([0, 101])('refuses a page of %d', async (first) => {
      const error = await alice.expectError(LIST, { walletId, first });
      expect(error.extensions.code).toBe('BAD_USER_INPUT');
    });
  });

  describe('staff', () => {
    it('with ncw:support sees everything and changes nothing', async () => {
      const support = await gateway.as('helper', 'ncw:support');
      const id = await create({ note: 'private' });
      const before = await gateway.simulator.calls();

      expect(await read(support, id)).toMatchObject({ id, direction: 'OUTGOING' });
      expect((await list(support, { walletId })).transactions?.edges).toHaveLength(1);
      const refusals = await Promise.all([
        support.expectError(CANCEL, { input: { walletId, transactionId: id } }),
        support.expectError(CREATE, { input: newTransfer(walletId) }),
      ]);
      for (const { extensions } of refusals) expect(extensions.code).toBe('NOT_FOUND');
      expect(await gateway.simulator.calls()).toEqual(before);
    });

    it('with ncw:admin also cancels, and sends nothing', async () => {
      const admin = await gateway.as('boss', 'ncw:admin');
      const id = await create();
      const refusal = await admin.expectError(CREATE, { input: newTransfer(walletId) });

      expect(refusal.extensions.code).toBe('NOT_FOUND');
      await admin.expectData(CANCEL, { input: { walletId, transactionId: id } });
      await reaches(alice, id, 'CANCELLED');
    });

    it('with any other scope is an end user', async () => {
      const id = await create();
      for (const scope of ['ncw', 'ncw:adminx', 'NCW:ADMIN', 'x-ncw:admin', 'ncw:admin,x']) {
        expect(await read(await gateway.as('mallory', scope), id)).toBeNull();
      }
    });
  });
});
