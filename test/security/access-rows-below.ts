import { all, owned, type Row } from './access-row';

/** A field of a wallet that was asked for by its id. */
const ofWalletField = (field: string, selection: string, mark: Row['mark']): Row => ({
  field,
  document: `query ($id: ID!) { wallet(id: $id) { ${selection} } }`,
  variables: ({ walletId }) => ({ id: walletId }),
  mark,
  expected: owned,
});

/** Of the key that every world's backup holds. */
export const BACKUP_KEY = '5d1f6c7e-0000-4000-8000-000000000001';

/** One row for each field below the root that leads to something of an owner's. */
export const BELOW: readonly Row[] = [
  ofWalletField('Wallet.devices', 'devices { id }', ({ deviceId }) => deviceId),
  ofWalletField('Wallet.accounts', 'accounts { id }', ({ walletId }) => `${walletId}:0`),
  ofWalletField('Wallet.assets', 'assets { id }', ({ walletId }) => `${walletId}:0:ETH_TEST5`),
  ofWalletField('WalletAsset.balance', 'assets { balance { total } }', () => '"total":"'),
  ofWalletField(
    'WalletAsset.depositAddress',
    'assets { depositAddress { address } }',
    () => '"address":"0x',
  ),
  ofWalletField(
    'Wallet.transactions',
    'transactions { edges { node { id } } }',
    ({ transactionId }) => transactionId,
  ),
  ofWalletField(
    'Wallet.latestBackup',
    'latestBackup { passphraseId location }',
    ({ passphraseId }) => `"passphraseId":"${passphraseId}","location":"OTHER"`,
  ),
  ofWalletField('LatestBackup.keys', 'latestBackup { keys { keyId } }', () => BACKUP_KEY),
  ofWalletField('Wallet.nfts', 'nfts { id }', ({ walletId }) => `${walletId}:0:NFT-`),
  ofWalletField('Nft.media', 'nfts { media { url } }', () => '"url":"https://nft.example/'),
  ofWalletField('Nft.collection', 'nfts { collection { id } }', () => '"id":"simulated"'),
  ofWalletField(
    'Wallet.web3Connections',
    'web3Connections { id }',
    ({ connectionId }) => connectionId,
  ),
  ofWalletField(
    'Web3Connection.app',
    'web3Connections { app { url } }',
    () => '"url":"https://dapp.example"',
  ),
  {
    field: 'Device.wallet',
    document: 'query ($id: ID!) { device(id: $id) { wallet { id } } }',
    variables: ({ deviceId }) => ({ id: deviceId }),
    mark: ({ walletId }) => walletId,
    expected: owned,
  },
  {
    field: 'Transaction.wallet',
    document: 'query ($id: ID!) { transaction(id: $id) { wallet { id } } }',
    variables: ({ transactionId }) => ({ id: transactionId }),
    mark: ({ walletId }) => walletId,
    expected: owned,
  },
  {
    field: 'SigningStatusEvent.transaction',
    document: 'subscription ($id: ID!) { signingStatus(walletId: $id) { transaction { id } } }',
    variables: ({ walletId }) => ({ id: walletId }),
    mark: ({ transactionId }) => transactionId,
    expected: { ...all('seen'), ownerOfFrozen: 'WALLET_FROZEN', stranger: 'NOT_FOUND' },
  },
];
