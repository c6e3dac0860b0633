/** Who goes first when the workspace's budget is short: `signing`, and `telemetry` last. */
export const LANES = ['signing', 'ordinary', 'telemetry'] as const;

export type Lane = (typeof LANES)[number];

/** What fails together at Fireblocks, as far as that can be told from outside. */
export type Api = 'relay' | 'wallets' | 'transactions' | 'connections' | 'nfts' | 'webhooks';

/**
 * After which failures a call may be sent again by itself:
 * - `reads`: it changes nothing, so after any that may pass;
 * - `keyed`: its idempotency key makes a second sending harmless, but a 5xx may have burnt the key,
 *   so after a lost connection and after a 429;
 * - `never`.
 */
export type Repeatable = 'reads' | 'keyed' | 'never';

interface CallPolicy {
  api: Api;
  lane: Lane;
  repeat: Repeatable;
}

const read = (api: Api): CallPolicy => ({ api, lane: 'ordinary', repeat: 'reads' });
const keyed = (api: Api): CallPolicy => ({ api, lane: 'ordinary', repeat: 'keyed' });
const once = (api: Api): CallPolicy => ({ api, lane: 'ordinary', repeat: 'never' });

/** Every call that the gateway can make. */
export const CALL_POLICIES = {
  // Not idempotent in any way: who repeats it is the device.
  invokeRpc: { api: 'relay', lane: 'signing', repeat: 'never' },

  // It has a key and an `externalTxId`, but money is not sent twice on the strength of a promise:
  // whoever wants it after a failure asks again, and then it is looked up first.
  createTransaction: { api: 'transactions', lane: 'signing', repeat: 'never' },
  cancelTransaction: { api: 'transactions', lane: 'signing', repeat: 'never' },
  findTransaction: { api: 'transactions', lane: 'signing', repeat: 'reads' },
  getTransaction: read('transactions'),
  listTransactions: read('transactions'),
  // A POST that changes nothing.
  estimateFee: read('transactions'),

  createWallet: keyed('wallets'),
  createAccount: keyed('wallets'),
  addAsset: keyed('wallets'),
  setWalletEnabled: keyed('wallets'),
  setDeviceEnabled: keyed('wallets'),
  getWallet: read('wallets'),
  getDevice: read('wallets'),
  listAccounts: read('wallets'),
  latestBackup: read('wallets'),
  listAssets: read('wallets'),
  listSupportedAssets: read('wallets'),
  getAsset: read('wallets'),
  getBalance: read('wallets'),
  listAddresses: read('wallets'),
  walletSetupStatus: read('wallets'),
  deviceSetupStatus: read('wallets'),

  createConnection: keyed('connections'),
  answerConnection: keyed('connections'),
  // Without a key: repeating it is harmless.
  removeConnection: keyed('connections'),
  listConnections: read('connections'),

  listNfts: read('nfts'),

  registerWebhook: once('webhooks'),
  moveWebhook: once('webhooks'),
  resendNotifications: once('webhooks'),
  listWebhooks: read('webhooks'),
} as const satisfies Record<string, CallPolicy>;

export type Operation = keyof typeof CALL_POLICIES;

export function policyOf(operation: Operation): CallPolicy {
  return CALL_POLICIES[operation];
}
