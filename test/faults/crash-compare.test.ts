import { compare } from './crash/compare';
import { Told } from './crash/told';
import type { StoredEvent, Truth } from './crash/truth';

interface World {
  told: Told;
  truth: Truth;
}

const WALLET = 'wallet-1';
const SENT = 'transaction-1';
const LATE = 'transaction-2';
const ASKED = { from: 100_000, to: 110_000 };

const stored = (seq: number, status: string): StoredEvent => ({
  ...{ wallet_id: WALLET, seq: String(seq), transaction_id: SENT, role: 'SOURCE' },
  ...{ status, sub_status: '' },
});
const heard = (status: string) => ({
  ...{ cursor: status, kind: 'STATUS', transactionId: SENT, rawStatus: status, subStatus: null },
});
const transfer = (id: string, intentId: string, signedAt: number) => ({
  ...{ id, status: 'COMPLETED', subStatus: '', externalTxId: `ncw-${intentId}` },
  ...{ createdAt: signedAt + 400, signedAt, source: { walletId: WALLET } },
});

/** One user with everything, as it was promised; and one transfer that the user gave up on. */
function promised(): World {
  const told = new Told();
  const key = { owner: 'alice', attempts: [ASKED] };
  told.wallets.push({ ...key, key: 'of the wallet', id: WALLET });
  told.transfers.push({ ...key, walletId: WALLET, key: 'of the transfer', id: SENT });
  told.transfers.push({ ...key, walletId: WALLET, key: 'given up' });
  told.devices.push({ deviceId: 'device-1', walletId: WALLET });
  told.passphrases.push({ id: 'passphrase-1', owner: 'alice' });
  told.assets.push({ walletId: WALLET, assetId: 'BTC_TEST' });
  told.streams.push({ walletId: WALLET, events: [heard('SUBMITTED'), heard('COMPLETED')] });

  const intent = (id: string, of: string, operation: string) => ({
    ...{ id, owner_id: 'alice', key: of, operation, state: 'SUCCEEDED', wallet_id: null },
  });
  const entry = (action: string, outcome: string, operationId: string | null, subject: string) => ({
    ...{ action, outcome, operation_id: operationId, subject },
  });
  const accounts = [{ accountId: '0', assets: [{ assetId: 'BTC_TEST' }] }];
  return {
    told,
    truth: {
      simulated: {
        wallets: [{ walletId: WALLET, enabled: true, accounts, devices: [] }],
        transactions: [transfer(SENT, 'i2', 105_000)],
      },
      wallets: [{ id: WALLET, owner_id: 'alice', status: 'ACTIVE', event_seq: '2' }],
      devices: [{ id: 'device-1', wallet_id: WALLET }],
      passphrases: [{ id: 'passphrase-1', owner_id: 'alice' }],
      transactions: [{ id: SENT, status: 'COMPLETED', sub_status: '', last_updated: '1' }],
      intents: [
        { ...intent('i1', 'of the wallet', 'createWallet'), entity_id: WALLET },
        { ...intent('i2', 'of the transfer', 'createTransaction'), entity_id: SENT },
        {
          ...intent('i3', 'given up', 'createTransaction'),
          ...{ state: 'NOT_SENT', entity_id: null },
        },
      ],
      events: [stored(1, 'SUBMITTED'), stored(2, 'COMPLETED')],
      notifications: [],
      audit: [
        ...['i1', 'i2', 'i3'].map((id) => entry('create', 'BEGUN', id, '')),
        ...['i1', 'i2'].map((id) => entry('create', 'SUCCEEDED', id, '')),
        entry('assignDevice', 'SUCCEEDED', null, 'device-1'),
        entry('registerPassphrase', 'SUCCEEDED', null, 'passphrase-1'),
      ],
    },
  };
}

/** The transfer that was given up left after all, and everything here knows it. */
function leaves({ truth }: World, signedAt: number): void {
  truth.simulated.transactions.push(transfer(LATE, 'i3', signedAt));
  truth.transactions.push({ ...truth.transactions[0]!, id: LATE });
  Object.assign(truth.intents[2]!, { state: 'SUCCEEDED', entity_id: LATE });
  truth.audit.push({ ...truth.audit[3]!, operation_id: 'i3' });
}

type Change = (world: World) => void;

const PLANTED: [string, Change, RegExp][] = [
  [
    'a wallet without owner',
    ({ truth }) =>
      truth.simulated.wallets.push({ ...truth.simulated.wallets[0]!, walletId: 'another' }),
    /wallet another is without owner/,
  ],
  [
    'a wallet made twice',
    ({ truth }) => truth.wallets.push({ ...truth.wallets[0]!, id: 'another', event_seq: '0' }),
    /alice has 2 wallets for one key/,
  ],
  [
    'a wallet that nobody has finished',
    ({ truth }) => (truth.wallets[0]!.status = 'PROVISIONING'),
    /wallet wallet-1 is PROVISIONING/,
  ],
  [
    'a wallet without its account',
    ({ truth }) => (truth.simulated.wallets[0]!.accounts = []),
    /wallet wallet-1 has the accounts \(none\)/,
  ],
  [
    'an account made twice',
    ({ truth }) => truth.simulated.wallets[0]!.accounts.push({ accountId: '1', assets: [] }),
    /wallet wallet-1 has the accounts 0,1/,
  ],
  [
    'a transfer sent twice',
    ({ truth }) => {
      truth.simulated.transactions.push({ ...truth.simulated.transactions[0]!, id: LATE });
      truth.transactions.push({ ...truth.transactions[0]!, id: LATE });
    },
    /a transfer was sent twice/,
  ],
  [
    'a transfer that belongs to nobody',
    ({ truth }) => {
      truth.simulated.transactions.push(transfer(LATE, 'unknown', 105_000));
      truth.transactions.push({ ...truth.transactions[0]!, id: LATE });
    },
    /transfer transaction-2 belongs to no key/,
  ],
  [
    'a transfer sent late by recovery, after its user gave up',
    (world) => {
      leaves(world, ASKED.to + 1_000);
    },
    /transfer transaction-2 was sent when nobody asked for it/,
  ],
  [
    'a transfer sent late by recovery, while no gateway took the requests of its user',
    ({ told, truth }) => {
      told.transfers[0]!.attempts.push({ from: 120_000, to: 120_500 });
      truth.simulated.transactions[0]!.signedAt = 115_000;
    },
    /transfer transaction-1 was sent when nobody asked for it/,
  ],
  [
    'a transfer that the client was told of and that was not sent',
    ({ truth }) => {
      truth.simulated.transactions = [];
      truth.transactions = [];
    },
    /stands for transaction-1, and sent nothing/,
  ],
  [
    'a client that was told of something else than was made',
    ({ told }) => (told.wallets[0]!.id = 'something else'),
    /gave something else, and made wallet-1/,
  ],
  [
    'an acknowledged webhook that is not applied',
    ({ truth }) =>
      truth.notifications.push({ id: 'n', state: 'FAILED', error: 'PrismaClientKnownError' }),
    /webhook n was acknowledged and left FAILED/,
  ],
  [
    'an acknowledged webhook that is lost',
    ({ truth }) => (truth.simulated.transactions[0]!.status = 'FAILED'),
    /transaction-1 is FAILED, stored as COMPLETED/,
  ],
  [
    'an event missing in the log',
    ({ truth }) => truth.events.shift(),
    /the log of wallet-1 has 2 up to 2/,
  ],
  [
    'an event twice in the log',
    ({ truth }) => {
      truth.events.push(stored(3, 'COMPLETED'));
      truth.wallets[0]!.event_seq = '3';
    },
    /the log of wallet-1 repeats itself/,
  ],
  [
    'an event that a subscriber has missed',
    ({ told }) => told.streams[0]!.events.shift(),
    /wallet-1 heard/,
  ],
  [
    'an event that a subscriber has heard twice',
    ({ told }) => told.streams[0]!.events.unshift(heard('SUBMITTED')),
    /wallet-1 heard/,
  ],
  [
    'a device, passphrase or asset that the client was told of',
    ({ truth }) => {
      truth.devices = [];
      truth.passphrases = [];
      truth.simulated.wallets[0]!.accounts[0]!.assets = [];
    },
    /device-1 was told[^]*passphrase-1 was told[^]*BTC_TEST of wallet-1 was told/,
  ],
  [
    'a change without its entry in the audit record',
    ({ truth }) => (truth.audit = truth.audit.filter(({ operation_id: id }) => id !== 'i1')),
    /the trail of createWallet of the wallet \(SUCCEEDED\) is missing/,
  ],
];

/** What `npm run crash` reports must be able to be wrong: each promise broken once. */
describe('the comparison after the kills', () => {
  it('has nothing to say where all is as promised', () => {
    const { told, truth } = promised();
    expect(compare(told, truth)).toEqual([]);
  });

  it('has nothing against the last words of a killed process, however late they are read', () => {
    const world = promised();
    leaves(world, ASKED.to);
    world.truth.simulated.transactions[1]!.createdAt = ASKED.to + 60_000;
    expect(compare(world.told, world.truth)).toEqual([]);
  });

  it.each(PLANTED)('reports %s', (_what, plant, report) => {
    const world = promised();
    plant(world);
    expect(compare(world.told, world.truth).join('\n')).toMatch(report);
  });
});
