import { z } from 'zod';
import { isAccountId, parseUuid } from '../shared/ids';
import { FireblocksError } from './fireblocks-error';
import { amountOrNull, epochOrNull, idOrNull, numberOrNull, textOrNull } from './lenient';

/** One side of a transaction. For an end user's wallet `id` is the account in `walletId`. */
export interface Peer {
  type: string;
  id: string | null;
  walletId: string | null;
  name: string | null;
  subType: string | null;
}

export interface TransactionDestination {
  /** Decimal text. */
  amount: string | null;
  peer: Peer | null;
}

/** A transaction as Fireblocks tells it, in one spelling. Amounts are plain decimal text. */
export interface FireblocksTransaction {
  id: string;
  externalTxId: string | null;
  /** Raw: Fireblocks adds values without notice. */
  status: string;
  subStatus: string | null;
  operation: string | null;
  assetId: string | null;
  amount: string | null;
  networkFee?: string;
  feeCurrency?: string;
  note: string | null;
  txHash: string | null;
  numOfConfirmations: number;
  /** Epoch ms; 0 when Fireblocks tells no time at all. */
  createdAt: number;
  /** Epoch ms. */
  lastUpdated: number;
  source: Peer | null;
  destination: Peer | null;
  destinations: TransactionDestination[];
  destinationAddress: string | null;
  destinationTag: string | null;
  sourceAddress: string | null;
  errorDescription?: string;
}

export interface WalletRole {
  walletId: string;
  accountId: string;
  role: 'SOURCE' | 'DESTINATION';
}

const peer = z
  .object({
    type: z.string(),
    id: idOrNull,
    walletId: textOrNull,
    name: textOrNull,
    subType: textOrNull,
  })
  .transform((value) => ({ ...value, walletId: lowerUuid(value.walletId) }))
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);

const money = z
  .object({ amount: amountOrNull, requestedAmount: amountOrNull, networkFee: amountOrNull })
  .nullish()
  .catch(null);

const destinations = z
  .array(z.object({ amount: amountOrNull, amountInfo: money, destination: peer }))
  .nullish()
  .catch(null);

const wire = z.object({
  id: z.string().min(1),
  status: z.string().min(1),
  externalTxId: textOrNull,
  subStatus: textOrNull,
  operation: textOrNull,
  assetId: textOrNull,
  amount: amountOrNull,
  requestedAmount: amountOrNull,
  amountInfo: money,
  networkFee: amountOrNull,
  feeInfo: money,
  feeCurrency: textOrNull,
  note: textOrNull,
  txHash: textOrNull,
  numOfConfirmations: numberOrNull,
  createdAt: epochOrNull,
  lastUpdated: epochOrNull,
  source: peer,
  destination: peer,
  destinations,
  destinationAddress: textOrNull,
  destinationTag: textOrNull,
  tag: textOrNull,
  sourceAddress: textOrNull,
  errorDescription: textOrNull,
});

/** Reads a transaction out of an answer, with null peers, null ids and unknown amounts. */
export const transactionSchema: z.ZodType<FireblocksTransaction> = wire.transform(fromWire);

/**
 * As `transactionSchema`, for a value of any origin.
 *
 * @throws FireblocksError `MALFORMED` when there is no id or no status.
 */
export function parseTransaction(value: unknown): FireblocksTransaction {
  const parsed = transactionSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new FireblocksError('MALFORMED', { upstreamMessage: 'Not a transaction' });
}

/** Every end user's wallet in the transaction, once for each account and role. */
export function walletRoles(transaction: FireblocksTransaction): WalletRole[] {
  const roles = [
    roleOf(transaction.source, 'SOURCE'),
    roleOf(transaction.destination, 'DESTINATION'),
    ...transaction.destinations.map((each) => roleOf(each.peer, 'DESTINATION')),
  ].filter((role) => role !== undefined);
  return [...new Map(roles.map((role) => [JSON.stringify(role), role])).values()];
}

function roleOf(peer: Peer | null, role: WalletRole['role']): WalletRole | undefined {
  if (peer?.type !== 'END_USER_WALLET') return undefined;
  const walletId = parseUuid(peer.walletId ?? '');
  if (walletId === undefined) return undefined;
  // A peer without an account would hide the transaction from its wallet: the first account is meant.
  const accountId = peer.id !== null && isAccountId(peer.id) ? peer.id : '0';
  return { walletId, accountId, role };
}

function fromWire(tx: z.output<typeof wire>): FireblocksTransaction {
  return {
    id: parseUuid(tx.id) ?? tx.id,
    externalTxId: tx.externalTxId,
    status: tx.status,
    subStatus: tx.subStatus,
    operation: tx.operation,
    assetId: tx.assetId,
    amount: bestAmount(tx),
    ...feesOf(tx),
    note: tx.note,
    txHash: tx.txHash,
    numOfConfirmations: Math.max(0, Math.trunc(tx.numOfConfirmations ?? 0)),
    ...timesOf(tx),
    source: tx.source,
    destination: tx.destination,
    destinations: (tx.destinations ?? []).map((each) => ({
      amount: each.amountInfo?.amount ?? each.amount,
      peer: each.destination,
    })),
    destinationAddress: tx.destinationAddress,
    destinationTag: tx.destinationTag ?? tx.tag,
    sourceAddress: tx.sourceAddress,
    ...(tx.errorDescription !== null && { errorDescription: tx.errorDescription }),
  };
}

function feesOf(
  tx: z.output<typeof wire>,
): Pick<FireblocksTransaction, 'networkFee' | 'feeCurrency'> {
  const networkFee = tx.feeInfo?.networkFee ?? tx.networkFee;
  return {
    ...(networkFee !== null && { networkFee }),
    ...(tx.feeCurrency !== null && { feeCurrency: tx.feeCurrency }),
  };
}

function timesOf(
  tx: z.output<typeof wire>,
): Pick<FireblocksTransaction, 'createdAt' | 'lastUpdated'> {
  return {
    createdAt: tx.createdAt ?? tx.lastUpdated ?? 0,
    lastUpdated: tx.lastUpdated ?? tx.createdAt ?? 0,
  };
}

/** Text is exact, numbers are not; what was asked for stands in until the moved amount is known. */
function bestAmount(tx: z.output<typeof wire>): string | null {
  return tx.amountInfo?.amount ?? tx.amount ?? tx.amountInfo?.requestedAmount ?? tx.requestedAmount;
}

function lowerUuid(text: string | null): string | null {
  return text === null ? null : (parseUuid(text) ?? text);
}
