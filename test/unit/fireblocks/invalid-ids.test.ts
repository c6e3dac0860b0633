import type { Fireblocks } from '../../../src/fireblocks/fireblocks';
import type { NewTransaction } from '../../../src/fireblocks/new-transaction';
import { startServer, type TestServer } from './support/http-server';
import { connect, DEVICE, failureOf, TX, WALLET } from './support/values';

let server: TestServer;
let fireblocks: Fireblocks;
let calls = 0;

beforeAll(async () => {
  server = await startServer();
  fireblocks = connect(server.basePath, { onCall: () => (calls += 1) });
});
afterAll(async () => {
  await fireblocks.close();
  await server.close();
});

const BAD = [
  '.',
  '..',
  '...',
  '',
  ' ',
  '%2e%2e',
  '..%2f',
  'a/b',
  'a\\b',
  '../',
  'a?b',
  'a#b',
  'a\0',
];

const order: NewTransaction = {
  operation: 'TRANSFER',
  externalTxId: 'gw-1',
  sourceWalletId: WALLET,
  accountId: '0',
};
const page = { size: 10 };
const pairing = { walletId: WALLET, accountId: '0', uri: 'wc:a@2?b', feeLevel: 'HIGH' } as const;
const yes = { walletId: WALLET, id: TX, approve: true, idempotencyKey: undefined };
const nfts = { walletId: WALLET, accountId: '0', includeSpam: false };
const user = { type: 'END_USER_WALLET', walletId: WALLET, id: '0' } as const;

/** Every argument of every method that takes an id, as one call with that argument put to `bad`. */
const CALLS: Record<string, (fireblocks: Fireblocks, bad: string) => Promise<unknown>> = {
  'createWallet key': (f, bad) => f.wallets.createWallet(bad),
  'createAccount wallet': (f, bad) => f.wallets.createAccount(bad, 'k'),
  'createAccount key': (f, bad) => f.wallets.createAccount(WALLET, bad),
  'listAccounts wallet': (f, bad) => f.wallets.listAccounts(bad),
  'addAsset wallet': (f, bad) => f.wallets.addAsset(bad, '0', 'ETH', 'k'),
  'addAsset account': (f, bad) => f.wallets.addAsset(WALLET, bad, 'ETH', 'k'),
  'addAsset asset': (f, bad) => f.wallets.addAsset(WALLET, '0', bad, 'k'),
  'addAsset key': (f, bad) => f.wallets.addAsset(WALLET, '0', 'ETH', bad),
  'listAssets wallet': (f, bad) => f.wallets.listAssets(bad, '0', page),
  'listAssets account': (f, bad) => f.wallets.listAssets(WALLET, bad, page),
  'getAsset wallet': (f, bad) => f.wallets.getAsset(bad, '0', 'ETH'),
  'getAsset account': (f, bad) => f.wallets.getAsset(WALLET, bad, 'ETH'),
  'getAsset asset': (f, bad) => f.wallets.getAsset(WALLET, '0', bad),
  'getBalance wallet': (f, bad) => f.wallets.getBalance(bad, '0', 'ETH'),
  'getBalance account': (f, bad) => f.wallets.getBalance(WALLET, bad, 'ETH'),
  'getBalance asset': (f, bad) => f.wallets.getBalance(WALLET, '0', bad),
  'listAddresses wallet': (f, bad) => f.wallets.listAddresses(bad, '0', 'ETH', page),
  'listAddresses account': (f, bad) => f.wallets.listAddresses(WALLET, bad, 'ETH', page),
  'listAddresses asset': (f, bad) => f.wallets.listAddresses(WALLET, '0', bad, page),
  'latestBackup wallet': (f, bad) => f.wallets.latestBackup(bad),
  'setWalletEnabled wallet': (f, bad) => f.wallets.setWalletEnabled(bad, true),
  'setDeviceEnabled wallet': (f, bad) => f.wallets.setDeviceEnabled(bad, DEVICE, true),
  'setDeviceEnabled device': (f, bad) => f.wallets.setDeviceEnabled(WALLET, bad, true),
  'walletEnabled wallet': (f, bad) => f.wallets.walletEnabled(bad),
  'deviceEnabled wallet': (f, bad) => f.wallets.deviceEnabled(bad, DEVICE),
  'deviceEnabled device': (f, bad) => f.wallets.deviceEnabled(WALLET, bad),
  'walletSetupStatus wallet': (f, bad) => f.wallets.walletSetupStatus(bad),
  'deviceSetupStatus wallet': (f, bad) => f.wallets.deviceSetupStatus(bad, DEVICE),
  'deviceSetupStatus device': (f, bad) => f.wallets.deviceSetupStatus(WALLET, bad),
  'create wallet': (f, bad) => f.transactions.create({ ...order, sourceWalletId: bad }, 'k'),
  'create account': (f, bad) => f.transactions.create({ ...order, accountId: bad }, 'k'),
  'create asset': (f, bad) => f.transactions.create({ ...order, assetId: bad }, 'k'),
  'create external id': (f, bad) => f.transactions.create({ ...order, externalTxId: bad }, 'k'),
  'create key': (f, bad) => f.transactions.create(order, bad),
  'create destination wallet': (f, bad) =>
    f.transactions.create({ ...order, destination: { ...user, walletId: bad } }, 'k'),
  'create destination account': (f, bad) =>
    f.transactions.create({ ...order, destination: { ...user, id: bad } }, 'k'),
  'estimateFee wallet': (f, bad) => f.transactions.estimateFee({ ...order, sourceWalletId: bad }),
  'estimateFee account': (f, bad) => f.transactions.estimateFee({ ...order, accountId: bad }),
  'estimateFee asset': (f, bad) => f.transactions.estimateFee({ ...order, assetId: bad }),
  'estimateFee destination': (f, bad) =>
    f.transactions.estimateFee({ ...order, destination: { ...user, walletId: bad } }),
  'cancel id': (f, bad) => f.transactions.cancel(bad, WALLET),
  'cancel wallet': (f, bad) => f.transactions.cancel(TX, bad),
  'get id': (f, bad) => f.transactions.get(bad),
  'findByExternalId id': (f, bad) => f.transactions.findByExternalId(bad),
  'list source': (f, bad) => f.transactions.list({ limit: 1, sourceWalletId: bad }),
  'list destination': (f, bad) => f.transactions.list({ limit: 1, destWalletId: bad }),
  'invoke wallet': (f, bad) =>
    f.relay.invoke({ walletId: bad, deviceId: DEVICE, payload: '{}', timeoutMs: 1000 }),
  'invoke device': (f, bad) =>
    f.relay.invoke({ walletId: WALLET, deviceId: bad, payload: '{}', timeoutMs: 1000 }),
  'create connection wallet': (f, bad) => f.connections.create({ ...pairing, walletId: bad }, 'k'),
  'create connection account': (f, bad) =>
    f.connections.create({ ...pairing, accountId: bad }, 'k'),
  'create connection key': (f, bad) => f.connections.create(pairing, bad),
  'answer wallet': (f, bad) => f.connections.answer({ ...yes, walletId: bad }),
  'answer connection': (f, bad) => f.connections.answer({ ...yes, id: bad }),
  'answer key': (f, bad) => f.connections.answer({ ...yes, idempotencyKey: bad }),
  'remove wallet': (f, bad) => f.connections.remove(bad, TX),
  'remove connection': (f, bad) => f.connections.remove(WALLET, bad),
  'listOpen wallet': (f, bad) => f.connections.listOpen(bad),
  'listOwned wallet': (f, bad) => f.nfts.listOwned({ ...nfts, walletId: bad }),
  'listOwned account': (f, bad) => f.nfts.listOwned({ ...nfts, accountId: bad }),
  'moveTo webhook': (f, bad) => f.webhooks.moveTo(bad, 'https://x.example'),
  'resend webhook': (f, bad) => f.webhooks.resend(bad, { from: 1, until: 2, delivered: false }),
  'register event': (f, bad) => f.webhooks.register('https://x.example', [bad], 'd'),
};

/** Dots are harmless in a header: Fireblocks' keys allow them. */
const isHarmless = (name: string, bad: string) => name.endsWith(' key') && /^\.+$/.test(bad);

describe.each(Object.entries(CALLS))('%s', (name, call) => {
  it.each(BAD.filter((bad) => !isHarmless(name, bad)))(
    '%j is refused, and nothing is sent',
    async (bad) => {
      calls = 0;
      const error = await failureOf(call(fireblocks, bad));
      expect(error).toMatchObject({ kind: 'INVALID_ID', definitive: true });
      expect(server.seen).toHaveLength(0);
      expect(calls).toBe(0);
    },
  );
});

it('refuses keys and external ids that are too long', async () => {
  const long = failureOf(fireblocks.wallets.createWallet('k'.repeat(41)));
  expect((await long).kind).toBe('INVALID_ID');
  const external = failureOf(fireblocks.transactions.findByExternalId('x'.repeat(256)));
  expect((await external).kind).toBe('INVALID_ID');
  expect(server.seen).toHaveLength(0);
});

it('covers every method but the ones without ids', () => {
  const covered = new Set(Object.keys(CALLS).map((name) => name.split(' ')[0]));
  const methods = [
    fireblocks.wallets,
    fireblocks.transactions,
    fireblocks.connections,
    fireblocks.webhooks,
    fireblocks.relay,
  ]
    .flatMap((part) => Object.keys(part))
    .filter((method) => !['list', 'listSupportedAssets'].includes(method));
  expect(methods.filter((method) => !covered.has(method))).toEqual([]);
});
