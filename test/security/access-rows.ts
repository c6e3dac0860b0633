import { randomUUID } from 'node:crypto';

/** What exists when a row is tried. */
export interface World {
  walletId: string;
  deviceId: string;
  transactionId: string;
  passphraseId: string;
}

/**
 * What a caller is given: `seen`, `nothing` (null, or a list without it), or an error's code. Who
 * cannot be authenticated is always UNAUTHENTICATED and has no column.
 */
export interface Expected {
  owner: string;
  ownerOfFrozen: string;
  ownerOfDisabledDevice: string;
  stranger: string;
  support: string;
  admin: string;
}

export interface Row {
  field: string;
  document: string;
  variables: (world: World) => Record<string, unknown>;
  /** Stands in the answer when the resource was seen. */
  mark: (world: World) => string;
  expected: Expected;
}

const all = (outcome: string): Expected => ({
  owner: outcome,
  ownerOfFrozen: outcome,
  ownerOfDisabledDevice: outcome,
  stranger: outcome,
  support: outcome,
  admin: outcome,
});

const owned = { ...all('seen'), stranger: 'nothing' };
const ownOnly = { ...owned, support: 'nothing', admin: 'nothing' };
const ownersAct = { ...all('NOT_FOUND'), owner: 'seen', ownerOfDisabledDevice: 'seen' };
const notFrozen = { ...ownersAct, ownerOfFrozen: 'WALLET_FROZEN' };

const mutation = (name: string, selection: string): string => {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} } }`;
};

const byId = (name: string, id: keyof World, expected: Expected): Row => ({
  field: `Query.${name}`,
  document: `query ($id: ID!) { ${name}(id: $id) { id } }`,
  variables: (world) => ({ id: world[id] }),
  mark: (world) => world[id],
  expected,
});

const list = (name: string, id: keyof World): Row => ({
  field: `Query.${name}`,
  document: `{ ${name}(first: 100) { edges { node { id } } } }`,
  variables: () => ({}),
  mark: (world) => world[id],
  expected: ownOnly,
});

/** One row for each root field of the schema. */
export const ROWS: readonly Row[] = [
  {
    field: 'Query.me',
    document: '{ me { id scopes } }',
    variables: () => ({}),
    mark: () => '"id":"owner"',
    expected: ownOnly,
  },
  byId('wallet', 'walletId', owned),
  byId('device', 'deviceId', owned),
  byId('transaction', 'transactionId', owned),
  byId('passphrase', 'passphraseId', ownOnly),
  list('wallets', 'walletId'),
  list('passphrases', 'passphraseId'),
  {
    field: 'Query.transactions',
    document: 'query ($id: ID!) { transactions(walletId: $id) { edges { node { id } } } }',
    variables: ({ walletId }) => ({ id: walletId }),
    mark: ({ transactionId }) => transactionId,
    expected: owned,
  },
  {
    field: 'Mutation.createWallet',
    document: mutation('createWallet', 'wallet { status }'),
    variables: () => ({ input: { idempotencyKey: randomUUID() } }),
    mark: () => 'ACTIVE',
    expected: all('seen'),
  },
  {
    field: 'Mutation.assignDevice',
    document: mutation('assignDevice', 'device { id }'),
    variables: ({ walletId, deviceId }) => ({ input: { walletId, deviceId } }),
    mark: ({ deviceId }) => deviceId,
    expected: { ...notFrozen, ownerOfDisabledDevice: 'DEVICE_DISABLED' },
  },
  {
    field: 'Mutation.relayRpc',
    document: mutation('relayRpc', 'response'),
    variables: ({ walletId, deviceId }) => ({
      input: { walletId, deviceId, payload: '{"method":"get_all_keys"}' },
    }),
    mark: () => '"result":[]',
    expected: { ...notFrozen, ownerOfDisabledDevice: 'DEVICE_DISABLED' },
  },
  {
    field: 'Mutation.createTransaction',
    document: mutation('createTransaction', 'transaction { status }'),
    variables: ({ walletId }) => ({
      input: {
        ...{ idempotencyKey: randomUUID(), walletId, assetId: 'ETH_TEST5', amount: '0.0001' },
        destination: { type: 'ONE_TIME_ADDRESS', address: `0x${'ab'.repeat(20)}` },
      },
    }),
    mark: () => 'SUBMITTED',
    expected: notFrozen,
  },
  {
    field: 'Mutation.cancelTransaction',
    document: mutation('cancelTransaction', 'transaction { id }'),
    variables: ({ walletId, transactionId }) => ({ input: { walletId, transactionId } }),
    mark: ({ transactionId }) => transactionId,
    expected: { ...ownersAct, ownerOfFrozen: 'seen', admin: 'seen' },
  },
  {
    field: 'Mutation.addAsset',
    document: mutation('addAsset', 'asset { id }'),
    variables: ({ walletId }) => ({ input: { walletId, assetId: 'BTC_TEST' } }),
    mark: ({ walletId }) => `${walletId}:0:BTC_TEST`,
    expected: notFrozen,
  },
  {
    field: 'Mutation.registerPassphrase',
    document: mutation('registerPassphrase', 'passphrase { id }'),
    variables: ({ passphraseId }) => ({ input: { passphraseId, location: 'OTHER' } }),
    mark: ({ passphraseId }) => passphraseId,
    expected: {
      ...all('PASSPHRASE_ALREADY_REGISTERED'),
      ...{ owner: 'seen', ownerOfFrozen: 'seen', ownerOfDisabledDevice: 'seen' },
    },
  },
  {
    field: 'Subscription.signingStatus',
    document:
      'subscription ($walletId: ID!, $deviceId: ID) { signingStatus(walletId: $walletId, deviceId: $deviceId) { kind } }',
    variables: ({ walletId, deviceId }) => ({ walletId, deviceId }),
    mark: () => 'SNAPSHOT',
    expected: {
      ...all('seen'),
      ownerOfFrozen: 'WALLET_FROZEN',
      ownerOfDisabledDevice: 'DEVICE_DISABLED',
      stranger: 'NOT_FOUND',
    },
  },
];
