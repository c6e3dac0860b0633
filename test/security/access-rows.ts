import { randomUUID } from 'node:crypto';
import { CONNECT_URI } from '../support/graphql-caller';
import { all, owned, type Expected, type Row, type World } from './access-row';
import { BELOW } from './access-rows-below';

const ownOnly = { ...owned, support: 'nothing', admin: 'nothing' };
const ownersAct = { ...all('NOT_FOUND'), owner: 'seen', ownerOfDisabledDevice: 'seen' };
const notFrozen = { ...ownersAct, ownerOfFrozen: 'WALLET_FROZEN' };

const A_LITTLE = {
  assetId: 'ETH_TEST5',
  amount: '0.0001',
  destination: { type: 'ONE_TIME_ADDRESS', address: `0x${'ab'.repeat(20)}` },
};

const mutation = (name: string, selection: string): string => {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} } }`;
};

const estimate = (field: string, level: string): Row => ({
  field,
  document: `query ($input: EstimateTransactionFeeInput!) {
    estimateTransactionFee(input: $input) { ${level} { networkFee } }
  }`,
  variables: ({ walletId }) => ({ input: { walletId, ...A_LITTLE } }),
  mark: () => '"networkFee":"0.0000',
  expected: { ...ownersAct, ownerOfFrozen: 'seen' },
});

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

const staffActs = { ...all('FORBIDDEN'), admin: 'seen' };

const ofWallet = (name: string, more: Record<string, unknown> = {}): Row => ({
  field: `Mutation.${name}`,
  document: mutation(name, 'wallet { id }'),
  variables: ({ walletId }) => ({ input: { walletId, reason: 'a test', ...more } }),
  mark: ({ walletId }) => walletId,
  expected: staffActs,
});

const ofDevice = (name: string, expected: Expected): Row => ({
  field: `Mutation.${name}`,
  document: mutation(name, 'device { id }'),
  variables: ({ deviceId }) => ({ input: { deviceId, reason: 'a test' } }),
  mark: ({ deviceId }) => deviceId,
  expected,
});
const ofConnection = (
  name: string,
  id: 'connectionId' | 'unwantedConnectionId',
  expected: Expected,
): Row => ({
  field: `Mutation.${name}`,
  document: mutation(name, 'connection { id }'),
  variables: (world) => ({ input: { walletId: world.walletId, connectionId: world[id] } }),
  mark: (world) => world[id],
  expected,
});

const staffOnly = { ...all('FORBIDDEN'), support: 'seen', admin: 'seen' };

/** One row for each root field of the schema, after those below the root. */
export const ROWS: readonly Row[] = [
  ...BELOW,
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
    field: 'Query.supportedAssets',
    document: '{ supportedAssets(first: 100) { edges { node { id } } } }',
    variables: () => ({}),
    mark: () => '"id":"ETH_TEST5"',
    expected: all('seen'),
  },
  estimate('Query.estimateTransactionFee', 'low'),
  estimate('FeeEstimate.low', 'low'),
  estimate('FeeEstimate.medium', 'medium'),
  estimate('FeeEstimate.high', 'high'),
  {
    field: 'Query.auditEntries',
    document:
      'query ($id: ID!) { auditEntries(first: 1, filter: { walletId: $id }) { edges { node { walletId } } } }',
    variables: ({ walletId }) => ({ id: walletId }),
    mark: ({ walletId }) => walletId,
    expected: staffOnly,
  },
  {
    field: 'Query.notifications',
    document: '{ notifications(first: 1) { edges { node { eventType } } } }',
    variables: () => ({}),
    mark: () => '"eventType":"',
    expected: staffOnly,
  },
  {
    field: 'Query.pendingIntents',
    document: '{ pendingIntents { edges { node { ownerId } } } }',
    variables: () => ({}),
    mark: () => '"edges":',
    expected: staffOnly,
  },
  {
    field: 'Mutation.retryNotifications',
    document: mutation('retryNotifications', 'retried'),
    variables: () => ({ input: {} }),
    mark: () => '"retried":0',
    expected: staffActs,
  },
  {
    field: 'Mutation.resendWebhooks',
    document: mutation('resendWebhooks', 'webhooks'),
    variables: () => {
      const until = Date.now();
      return { input: { from: new Date(until - 1_000), until: new Date(until) } };
    },
    mark: () => '"webhooks":1',
    expected: staffActs,
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
    mark: () => '"result":',
    expected: { ...notFrozen, ownerOfDisabledDevice: 'DEVICE_DISABLED' },
  },
  {
    field: 'Mutation.createTransaction',
    document: mutation('createTransaction', 'transaction { status }'),
    variables: ({ walletId }) => ({
      input: { idempotencyKey: randomUUID(), walletId, ...A_LITTLE },
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
    field: 'Mutation.createAccount',
    document: mutation('createAccount', 'account { id }'),
    variables: ({ walletId }) => ({ input: { idempotencyKey: randomUUID(), walletId } }),
    mark: ({ walletId }) => `${walletId}:`,
    expected: notFrozen,
  },
  {
    field: 'Mutation.addAsset',
    document: mutation('addAsset', 'asset { id }'),
    variables: ({ walletId }) => ({ input: { walletId, assetId: 'BTC_TEST' } }),
    mark: ({ walletId }) => `${walletId}:0:BTC_TEST`,
    expected: notFrozen,
  },
  {
    field: 'Mutation.createWeb3Connection',
    document: mutation('createWeb3Connection', 'connection { status }'),
    variables: ({ walletId }) => ({
      input: { idempotencyKey: randomUUID(), walletId, uri: CONNECT_URI },
    }),
    mark: () => 'PENDING',
    expected: notFrozen,
  },
  ofConnection('approveWeb3Connection', 'connectionId', notFrozen),
  ofConnection('denyWeb3Connection', 'unwantedConnectionId', {
    ...ownersAct,
    ownerOfFrozen: 'seen',
  }),
  ofConnection('removeWeb3Connection', 'connectionId', { ...ownersAct, ownerOfFrozen: 'seen' }),
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
  ofWallet('unfreezeWallet'),
  ofWallet('reassignWallet', { ownerId: 'owner' }),
  ofDevice('enableDevice', {
    ...notFrozen,
    ...{ ownerOfDisabledDevice: 'DEVICE_DISABLED', admin: 'seen' },
  }),
  // Last: what they stop stays stopped.
  ofDevice('disableDevice', { ...ownersAct, ownerOfFrozen: 'seen', admin: 'seen' }),
  ofWallet('freezeWallet'),
];
