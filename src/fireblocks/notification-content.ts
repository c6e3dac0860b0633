import { z } from 'zod';
import { transactionSchema, type FireblocksTransaction } from './transaction';
import { uuid } from './wallet';

/** What a notification is about, as far as the gateway acts on it. */
export type NotificationContent =
  | { kind: 'TRANSACTION'; transaction: FireblocksTransaction }
  | { kind: 'WALLET_STATUS'; walletId: string; enabled: boolean }
  | { kind: 'DEVICE_JOIN_REQUESTED'; walletId: string; deviceId: string; requestId: string }
  | { kind: 'OTHER' };

const walletStatus = z.object({ walletId: uuid, enabled: z.boolean() });
const joinRequest = z.object({ walletId: uuid, deviceId: uuid, requestId: z.string().min(1) });

/** An alert about a transaction also has an id and a status: only a transaction has one of these. */
const transactionMarks = z.union([
  z.object({ assetId: z.string() }),
  z.object({ operation: z.string() }),
]);

type Reader = (data: unknown) => NotificationContent | undefined;

/**
 * Both `…status.updated` names are read by shape: their documentation maps them to a transaction's
 * status as well as to a wallet's. `device.added` announces a request to join, not a new device.
 */
const READERS: readonly (readonly [RegExp, readonly Reader[]])[] = [
  [/^(NCW_)?TRANSACTION_[A-Z_]+$|^transaction\./, [readTransaction]],
  [/^NCW_STATUS_UPDATED$|^embedded_wallet\.status\.updated$/, [readTransaction, readWalletStatus]],
  [/^NCW_ADD_DEVICE_SETUP_REQUESTED$|^embedded_wallet\.device\.added$/, [readJoinRequest]],
];

/** `OTHER` for an unknown type and for data that does not fit its type; never throws. */
export function readContent(eventType: string, data: unknown): NotificationContent {
  const readers = READERS.find(([name]) => name.test(eventType))?.[1] ?? [];
  for (const read of readers) {
    const content = read(data);
    if (content) return content;
  }
  return { kind: 'OTHER' };
}

function readTransaction(data: unknown): NotificationContent | undefined {
  if (!transactionMarks.safeParse(data).success) return undefined;
  const parsed = transactionSchema.safeParse(data);
  return parsed.success ? { kind: 'TRANSACTION', transaction: parsed.data } : undefined;
}

function readWalletStatus(data: unknown): NotificationContent | undefined {
  const parsed = walletStatus.safeParse(data);
  return parsed.success ? { kind: 'WALLET_STATUS', ...parsed.data } : undefined;
}

function readJoinRequest(data: unknown): NotificationContent | undefined {
  const parsed = joinRequest.safeParse(data);
  return parsed.success ? { kind: 'DEVICE_JOIN_REQUESTED', ...parsed.data } : undefined;
}
