import { randomUUID } from 'node:crypto';
import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { holdClock } from '../support/held-clock';
import { UPSTREAM } from '../support/simulator-control';
import { ESTIMATE, movement, WRONG_MOVEMENTS } from '../support/transfers';

interface Estimated {
  estimateTransactionFee: Record<'low' | 'medium' | 'high', Record<string, string | null> | null>;
}

describe.each(databaseKinds)('the estimate of a fee on the $name database', (kind) => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;
  let walletId: string;

  beforeAll(async () => {
    const settings = { RATE_LIMIT_FACTOR: '1000', WALLETS_PER_USER: '0' };
    gateway = await TestGateway.start(settings, kind);
    alice = await gateway.as('alice');
    walletId = await alice.createWallet();
  });
  afterEach(() => gateway.simulator.clearFaults());
  afterAll(() => gateway.stop());

  const estimate = (change: Record<string, unknown> = {}, caller = alice) =>
    caller.expectData<Estimated>(ESTIMATE, { input: movement(walletId, change) });

  const refusal = (change: Record<string, unknown>, caller = alice) =>
    caller.expectError(ESTIMATE, { input: movement(walletId, change) });

  const asked = () => gateway.simulator.countCalls('POST', UPSTREAM.estimateFee);

  it('tells what each level would cost, and sends nothing', async () => {
    const input = movement(walletId);
    const { data, extensions } = await alice.send<Estimated>(ESTIMATE, { input });
    expect(data?.estimateTransactionFee).toEqual({
      low: { networkFee: '0.000021', gasPrice: '1' },
      medium: { networkFee: '0.000042', gasPrice: '2' },
      high: { networkFee: '0.000063', gasPrice: '3', gasLimit: '21000' },
    });
    expect(extensions).toMatchObject({ cost: { requested: 8 } });
    expect(await gateway.simulator.transactionsOf(walletId)).toEqual([]);
  });

  it('is of any destination, and null in what a chain does not reckon with', async () => {
    const destination = { type: 'END_USER_WALLET', walletId: await alice.createWallet() };
    const { estimateTransactionFee } = await estimate({ assetId: 'BTC_TEST', destination });
    expect(estimateTransactionFee.low).toEqual({ networkFee: '0.000021', gasPrice: null });
  });

  it('accepts numbers for decimals, and levels that are left out', async () => {
    await gateway.simulator.fault({
      ...{ path: UPSTREAM.estimateFee, kind: 'status', status: 200 },
      body: { low: { networkFee: 0.00000025, gasPrice: 1.5 }, medium: null },
    });
    expect((await estimate()).estimateTransactionFee).toEqual({
      low: { networkFee: '0.00000025', gasPrice: '1.5' },
      medium: null,
      high: null,
    });
  });

  it.each(WRONG_MOVEMENTS)('names %s when it is given %j', async (field, change) => {
    const before = await asked();
    const error = await refusal(change);
    expect(error).toMatchObject({ status: 400, extensions: { code: 'BAD_USER_INPUT' } });
    expect(error.message.split(' ')[0]).toBe(field);
    expect(await asked()).toBe(before);
  });

  it.each([
    ['an asset that Fireblocks does not know', { assetId: 'NO_SUCH_ASSET' }],
    ['an account that is not there', { accountId: '7' }],
    ['a wallet to pay to that is not there', { destination: elsewhere() }],
  ])('answers %s without Fireblocks’ words', async (_what, change) => {
    const error = await refusal(change);
    expect(error).toMatchObject({
      ...{ status: 422, message: 'Fireblocks refused the request (HTTP 400, code -1)' },
      extensions: { code: 'UPSTREAM_REJECTED', retryable: false },
    });
  });

  it('is told to the owner only, to everybody else as of a wallet that does not exist', async () => {
    const before = await asked();
    const missing = await refusal({ walletId: randomUUID() });
    expect(missing).toMatchObject({ status: 404, extensions: { code: 'NOT_FOUND' } });
    for (const scope of [undefined, 'ncw:support', 'ncw:admin']) {
      const { message, status, extensions } = await refusal({}, await gateway.as('bob', scope));
      expect([message, status, extensions.code]).toEqual([missing.message, 404, 'NOT_FOUND']);
    }
    const nobody = await refusal({}, gateway.anonymous());
    expect(nobody.extensions.code).toBe('UNAUTHENTICATED');
    expect(await asked()).toBe(before);
  });

  it('is told of a frozen wallet too', async () => {
    await gateway.setWalletStatus(walletId, 'FROZEN');
    expect(await estimate()).toHaveProperty('estimateTransactionFee.low.networkFee', '0.000021');
    await gateway.setWalletStatus(walletId, 'ACTIVE');
  });

  it('is asked for again by the gateway after a failure that may pass', async () => {
    const before = await asked();
    await gateway.simulator.fault({ path: UPSTREAM.estimateFee, kind: '500null', count: 2 });
    await estimate();
    expect(await asked()).toBe(before + 3);
  });
});

describe('the estimate of a fee', () => {
  holdClock();

  it('is asked for no more often than is allowed', async () => {
    const gateway = await TestGateway.start({ RATE_LIMITS: 'estimateTransactionFee=2' });
    try {
      const alice = await gateway.as('alice');
      const input = movement(await alice.createWallet());
      for (let asked = 0; asked < 2; asked += 1) await alice.expectData(ESTIMATE, { input });
      const error = await alice.expectError(ESTIMATE, { input });
      expect(error).toMatchObject({ status: 429, extensions: { code: 'RATE_LIMITED' } });
      expect(await gateway.simulator.countCalls('POST', UPSTREAM.estimateFee)).toBe(2);
    } finally {
      await gateway.stop();
    }
  });
});

function elsewhere() {
  return { type: 'END_USER_WALLET', walletId: randomUUID() };
}
