import { WebSocket } from 'ws';
import { createGatewayClient } from '../../src/client/gateway-client';
import {
  SigningStatusDocument,
  type SigningStatusSubscription,
} from '../../src/client/generated/graphql';
import { TestGateway } from '../support/gateway';
import { SigningStatusRecorder } from '../support/signing-status';
import { eventually } from '../support/simulator-client';

const TOKEN_SECONDS = 2;
const RENEWALS = 2;

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000' });
  await gateway.simulator.settings({ transactionStepMs: 0 });
});
afterAll(() => gateway.stop());

it('tokens end and are renewed under a stream, and its app misses nothing and sees nothing twice', async () => {
  const alice = await gateway.as('alice');
  const walletId = await alice.createWallet();
  const all = new SigningStatusRecorder(alice, { walletId });
  await all.until(({ events }) => events.some(({ kind }) => kind === 'SNAPSHOT_END'));

  let tokens = 0;
  const client = createGatewayClient({
    url: `${gateway.url}/graphql`,
    webSocketImpl: WebSocket,
    getToken() {
      tokens += 1;
      return gateway.token('alice', undefined, TOKEN_SECONDS);
    },
  });
  const seen: SigningStatusSubscription['signingStatus'][] = [];
  const problems: unknown[] = [];
  const subscription = client
    .subscribe({ query: SigningStatusDocument, variables: { walletId } })
    .subscribe({
      next: ({ data, error }) => {
        if (error) problems.push(error);
        if (data) seen.push(data.signingStatus);
      },
      error: (error: unknown) => problems.push(error),
      complete: () => problems.push('complete'),
    });
  await eventually(() =>
    Promise.resolve(seen.some(({ kind }) => kind === 'SNAPSHOT_END') ? true : undefined),
  );

  let created = 0;
  const deadline = Date.now() + 40_000;
  while (tokens <= RENEWALS && Date.now() < deadline) {
    await alice.createTransaction(walletId);
    created += 1;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const last = await alice.createTransaction(walletId);
  expect(tokens).toBeGreaterThan(RENEWALS);
  await all.until(() => all.statusesOf(last).includes('PENDING_SIGNATURE'));
  const told = all.events.filter(({ kind }) => kind === 'STATUS');
  expect(told.length).toBeGreaterThan(created);

  const cursors = (): string[] =>
    seen.filter(({ kind }) => kind === 'STATUS').map(({ cursor }) => cursor);
  await eventually(() => Promise.resolve(cursors().length >= told.length ? true : undefined));
  expect(cursors()).toEqual(told.map(({ cursor }) => cursor));
  // It went on behind its cursor, and did not begin with a snapshot anew.
  expect(seen.filter(({ kind }) => kind === 'SNAPSHOT_END')).toHaveLength(1);
  expect(problems).toEqual([]);
  subscription.unsubscribe();
  client.stop();
  all.stop();
}, 90_000);
