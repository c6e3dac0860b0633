import { readSubject, uuidAt, type Subject } from './subject';

type ReadView = (args: unknown, result: unknown) => Subject;

/**
 * What each root field shows of a wallet that may be somebody else's. What is nested below stays
 * within that wallet. `own`: it shows nobody anything of somebody else's.
 */
const VIEWS: Record<string, ReadView | 'own'> = {
  me: 'own',
  wallets: 'own',
  passphrase: 'own',
  passphrases: 'own',
  estimateTransactionFee: 'own',
  supportedAssets: 'own',
  wallet: (args) => readSubject('wallet', args),
  device: (args, device) => ({
    ...readSubject('device', args),
    walletId: uuidAt(device, 'walletId'),
  }),
  transaction: (args, transaction) => ({
    ...readSubject('transaction', args),
    walletId: uuidAt(transaction, 'walletId'),
  }),
  transactions: (args) => readSubject('transactions', args),
  signingStatus: (args) => readSubject('signingStatus', args),
  notifications: (args) => readSubject('notifications', args),
  pendingIntents: (args) => readSubject('pendingIntents', args),
  auditEntries: (args) => readSubject('auditEntries', args),
};

/** Undefined where nothing of others was shown. */
export function readView(action: string, args: unknown, result: unknown): Subject | undefined {
  const view = VIEWS[action];
  return view === undefined || view === 'own' ? undefined : view(args, result);
}

/** Whether it is known what a field shows; a field of which it is not must not be served. */
export function isPlaced(action: string): boolean {
  return Object.hasOwn(VIEWS, action);
}
