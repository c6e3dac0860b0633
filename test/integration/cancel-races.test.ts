import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { UPSTREAM } from '../support/simulator-control';
import { CANCEL } from '../support/transfers';

interface Cancelled {
  cancelTransaction: { transaction: { id: string; status: string } };
}

const AT_ONCE = 5;

let gateway: TestGateway;
let alice: GraphQLCaller;
let walletId: string;
let transactionId: string;

beforeAll(async () => {
  gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000' });
  await gateway.simulator.settings({ transactionStepMs: 0 });
  alice = await gateway.as('alice');
});
beforeEach(async () => {
  walletId = await alice.createWallet();
  transactionId = await alice.createTransaction(walletId);
  await alice.transactionReaches(transactionId, 'PENDING_SIGNATURE');
});
afterAll(() => gateway.stop());

const cancel = () => alice.send<Cancelled>(CANCEL, { input: { walletId, transactionId } });

async function answersOfCancel(): Promise<number[]> {
  const calls = await gateway.simulator.calls();
  return calls
    .filter(({ path }) => path === `/v1/transactions/${transactionId}/cancel`)
    .map(({ status }) => status)
    .sort();
}

it('all who cancel a transaction at once are told that it is cancelled', async () => {
  const path = UPSTREAM.cancelTransaction;
  // None has its answer before all have asked.
  await gateway.simulator.fault({ path, kind: 'latency', latencyMs: 500, count: AT_ONCE });
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, cancel));
  for (const { data, errors } of answers) {
    expect(errors).toEqual([]);
    expect(data?.cancelTransaction.transaction.id).toBe(transactionId);
    expect(data?.cancelTransaction.transaction.status).toMatch(/^CANCELL(ING|ED)$/);
  }
  expect(await answersOfCancel()).toEqual([200, 400, 400, 400, 400]);
  expect((await cancel()).errors).toEqual([]);
  expect(await answersOfCancel()).toHaveLength(AT_ONCE);
});

it('who cancels what has ended meanwhile is told what it has come to', async () => {
  await gateway.simulator.webhooks({ drop: 10 });
  await gateway.simulator.advance(transactionId, 'COMPLETED');
  const { errors } = await cancel();
  expect(errors).toMatchObject([
    {
      message: 'the transaction is COMPLETED already',
      extensions: { code: 'UPSTREAM_REJECTED', retryable: false },
    },
  ]);
  await gateway.simulator.calmWebhooks();
  await alice.transactionReaches(transactionId, 'COMPLETED');
});

it('a refusal for another reason is passed on', async () => {
  const path = UPSTREAM.cancelTransaction;
  await gateway.simulator.fault({ path, kind: 'status', status: 400 });
  const { errors } = await cancel();
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_REJECTED']);
  expect((await cancel()).errors).toEqual([]);
});
