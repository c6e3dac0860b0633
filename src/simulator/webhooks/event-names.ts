/** What the first form of webhooks calls the events of the second; unlisted events keep their name. */
const V1_NAMES: Record<string, string> = {
  'transaction.created': 'TRANSACTION_CREATED',
  'transaction.status.updated': 'TRANSACTION_STATUS_UPDATED',
  'embedded_wallet.created': 'NCW_CREATED',
  'embedded_wallet.account.created': 'NCW_ACCOUNT_CREATED',
  'embedded_wallet.asset.added': 'NCW_ASSET_CREATED',
  'embedded_wallet.asset.balance_updated': 'END_USER_WALLET_BALANCE_UPDATE',
  'embedded_wallet.device.added': 'NCW_ADD_DEVICE_SETUP_REQUESTED',
};

export const UNKNOWN_EVENT = 'simulator.unknown_event';

/** `embedded_wallet.status.updated` is two events of the first form: its data tells which. */
export function v1Name(eventType: string, data: Record<string, unknown>): string {
  if (eventType === 'embedded_wallet.status.updated') {
    return 'status' in data ? 'NCW_TRANSACTION_STATUS_UPDATED' : 'NCW_STATUS_UPDATED';
  }
  return V1_NAMES[eventType] ?? eventType;
}
