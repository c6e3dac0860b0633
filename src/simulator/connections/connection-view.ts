import type { ConnectionRecord } from '../state/records';

/** What every simulated dApp says of itself. */
export const SESSION_METADATA = {
  appUrl: 'https://dapp.example',
  appName: 'A simulated dApp',
  appDescription: 'It connects and asks for nothing.',
  appIcon: 'https://dapp.example/icon.png',
};

/** With the fields of both SDKs: only the older names the wallet. */
export function connectionView({
  id,
  walletId,
  accountId,
  feeLevel,
  createdAt,
}: ConnectionRecord): Record<string, unknown> {
  return {
    ...{ id, ncwId: walletId, ncwAccountId: accountId, feeLevel },
    ...{ userId: 'simulator', vaultAccountId: 0, chainIds: ['ETH_TEST5'] },
    ...{ connectionType: 'WalletConnect', connectionMethod: 'API' },
    sessionMetadata: SESSION_METADATA,
    creationDate: new Date(createdAt).toISOString(),
  };
}
