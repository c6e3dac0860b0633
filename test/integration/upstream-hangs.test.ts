import { randomUUID } from 'node:crypto';
import { TestGateway } from '../support/gateway';
import { GivenTime } from '../support/given-time';
import type { AnswerError, GraphQLCaller } from '../support/graphql-caller';
import { eventually } from '../support/simulator-client';
import { UPSTREAM, type Fault } from '../support/simulator-control';
import {
  CREATE,
  ESTIMATE,
  movement,
  newTransfer,
  type CreatedTransaction,
} from '../support/transfers';

const CREATE_WALLET =
  'mutation ($input: CreateWalletInput!) { createWallet(input: $input) { wallet { id } } }';

/** Every case waits for the gateway's own deadline of 15 s, so that all of them wait together. */
describe('a Fireblocks that takes a call and never answers', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000' });
    await gateway.simulator.settings({ autoAdvance: false });
  });

  afterAll(() => gateway.stop());

  const hang = (path: string, when: Fault['when']) =>
    gateway.simulator.fault({ path, method: 'POST', kind: 'hang', when: when ?? 'before' });

  /** The fault that was asked for has befallen its call. */
  const befallen = () =>
    eventually(async () => (await gateway.simulator.faults()).length === 0 || undefined);

  /** Sends, once the one fault of this path is set; the fault befalls this very call. */
  async function hanging(
    caller: GraphQLCaller,
    path: string,
    when: Fault['when'],
    query: string,
    input: Record<string, unknown>,
  ): Promise<AnswerError & { status: number }> {
    await hang(path, when);
    return caller.expectError(query, { input });
  }

  it('keeps nobody waiting for ever, and a retry makes everything once', async () => {
    const time = new GivenTime();
    const [alice, bob, carol, dora] = await Promise.all(
      ['alice', 'bob', 'carol', 'dora'].map((name) => gateway.as(name)),
    );
    const [lost, unsent] = [await carol!.createWallet(), await dora!.createWallet()];
    const transfers = [newTransfer(lost), newTransfer(unsent)];
    const keys = [{ idempotencyKey: randomUUID() }, { idempotencyKey: randomUUID() }];

    const path = UPSTREAM.createTransaction;
    const first = hanging(carol!, path, 'after', CREATE, transfers[0]!);
    await befallen();
    const second = hanging(dora!, path, 'before', CREATE, transfers[1]!);
    await befallen();
    const wallet = hanging(alice!, UPSTREAM.createWallet, 'after', CREATE_WALLET, keys[0]!);
    await befallen();
    const account = hanging(bob!, UPSTREAM.createAccount, 'before', CREATE_WALLET, keys[1]!);
    await befallen();
    const fee = hanging(dora!, UPSTREAM.estimateFee, 'before', ESTIMATE, movement(unsent));

    for (const error of await Promise.all([first, second, wallet, account, fee])) {
      expect(error).toMatchObject({
        status: 503,
        extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true },
      });
    }
    time.stop();
    expect(time.ms).toBeLessThan(25_000);

    const before = (await gateway.simulator.wallets()).length;
    await alice!.expectData(CREATE_WALLET, { input: keys[0] });
    await bob!.expectData(CREATE_WALLET, { input: keys[1] });
    const wallets = await gateway.simulator.wallets();
    expect(wallets).toHaveLength(before);
    expect(wallets.map(({ accounts }) => accounts.length)).toEqual([1, 1, 1, 1]);

    for (const [at, caller] of [carol!, dora!].entries()) {
      const { createTransaction } = await caller.expectData<CreatedTransaction>(CREATE, {
        input: transfers[at],
      });
      const sent = await gateway.simulator.transactionsOf([lost, unsent][at]!);
      expect(sent.map(({ id }) => id)).toEqual([createTransaction.transaction.id]);
    }
  });
});
