import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { eventually } from '../support/simulator-client';
import { READ_TRANSACTION } from '../support/transfers';
import { incomingNotification, WebhookSender } from '../support/webhook-sender';

const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

const KEYS = '/.well-known/jwks.json';

/** Which webhooks are judged does not depend on the database. */
describe('the keys that webhooks are verified with', () => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;
  let sender: WebhookSender;

  beforeAll(async () => {
    gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000' });
    sender = new WebhookSender(gateway.url, gateway.dataDir);
    alice = await gateway.as('alice');
    await gateway.simulator.settings({ transactionStepMs: 0, webhookRetryScale: 0.01 });
  });

  afterEach(async () => {
    jest.useRealTimers();
    await gateway.simulator.clearFaults();
  });
  afterAll(() => gateway.stop());

  const known = async (id: string): Promise<unknown> => {
    const data = await alice.expectData<{ transaction: unknown }>(READ_TRANSACTION, { id });
    return data.transaction ?? undefined;
  };
  const shown = (id: string): Promise<unknown> => eventually(() => known(id));

  /** A deposit whose webhook the gateway was not able to judge. */
  async function unjudgedDeposit(walletId: string): Promise<string> {
    const unverifiable = (): Promise<number> =>
      gateway.metric('ncw_webhooks_total{outcome="unverifiable"}');
    const before = await unverifiable();
    const id = await gateway.simulator.incoming(walletId, { status: 'COMPLETED' });
    await eventually(async () => ((await unverifiable()) > before ? true : undefined));
    expect(await known(id)).toBeUndefined();
    return id;
  }

  // The first test of all: later on the gateway has keys, which it keeps while none can be fetched.
  it('may be out of reach: nothing is judged, nothing is stored, and nothing is lost', async () => {
    await gateway.simulator.fault({ path: KEYS, kind: '502html', count: 1_000 });
    const walletId = await alice.createWallet();
    const id = await unjudgedDeposit(walletId);
    const text = JSON.stringify(incomingNotification(walletId));
    const forged = sender.signV2(text, { key: stranger });
    expect(await sender.post(text)).toBe(503);
    expect(await sender.post(text, forged)).toBe(503);
    expect(await gateway.sql('SELECT 1 FROM notifications')).toEqual([]);

    await gateway.simulator.clearFaults();
    // They are asked for again after some seconds; nobody has to wait for it here.
    skipAhead(6_000);
    expect(await shown(id)).toMatchObject({ status: 'COMPLETED' });
    expect(await sender.post(text)).toBe(200);
    expect(await sender.post(text, forged)).toBe(401);
  });

  it('are fetched again when Fireblocks signs with a new one, whose webhooks wait for it', async () => {
    const walletId = await alice.createWallet();
    await gateway.simulator.webhooks({ rotateKey: true });
    const id = await unjudgedDeposit(walletId);
    // Half a minute after the last time, which was a few seconds ahead.
    skipAhead(40_000);
    expect(await shown(id)).toMatchObject({ status: 'COMPLETED' });
    // What the old one has signed is still good.
    expect(await sender.post(JSON.stringify(incomingNotification(walletId)))).toBe(200);
  });

  it('are fetched once for any number of webhooks with unknown ones', async () => {
    skipAhead(80_000);
    await gateway.simulator.fault({ path: KEYS, kind: 'latency', latencyMs: 0, count: 100 });
    const text = JSON.stringify(incomingNotification(randomUUID()));
    const answers: number[] = [];
    for (let at = 1; at <= 20; at += 1) {
      const kid = `nobody ${at}`;
      answers.push(await sender.post(text, sender.signV2(text, { kid, key: stranger })));
    }
    // A fresh set does not hold the first; within the half minute nothing can be said of the others.
    expect(answers).toEqual([401, ...Array.from({ length: 19 }, () => 503)]);
    expect(await gateway.simulator.faults()).toMatchObject([{ count: 99 }]);
    expect(await sender.post(text)).toBe(200);
  });
});

/** Only the clock: every timer stays real. */
function skipAhead(ms: number): void {
  jest.useFakeTimers({
    now: Date.now() + ms,
    advanceTimers: true,
    doNotFake: [
      ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
      ...(['setImmediate', 'clearImmediate', 'setInterval', 'clearInterval'] as const),
      ...(['setTimeout', 'clearTimeout'] as const),
    ],
  });
}
