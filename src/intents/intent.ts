import { sha256 } from '../shared/digest';
import type { Intent } from '../database/generated/client';
import { derivedIdempotencyKey } from '../fireblocks/derived-key';
import { DAY_MS } from '../shared/durations';

export type { Intent };

/** The mutations that make something at Fireblocks. */
export type IntentOperation =
  'createWallet' | 'createAccount' | 'addAsset' | 'createTransaction' | 'createWeb3Connection';

/** What has become known of an intent. */
export interface IntentProgress {
  state?: 'SUCCEEDED' | 'NOT_SENT';
  entityId?: string;
  upstreamKey?: string;
}

/** How long an idempotency key is remembered; Fireblocks remembers its own equally long. */
export const KEY_LIFETIME_MS = DAY_MS;

/**
 * How long an intent stays with a run that says nothing more. A run that lives says so often enough,
 * so that an expired lease means a dead run; and longer than one exchange with Fireblocks may take,
 * so that what the dead run was sending is over by then.
 */
export const LEASE_MS = 30_000;

/** Two renewals may be lost before the lease is. */
export const RENEW_EVERY_MS = 10_000;

/** The wallet of an intent that has one; written with the intent. */
export function walletOf({ id, operation, walletId }: Intent): string {
  if (walletId === null) throw new Error(`the ${operation} intent ${id} names no wallet`);
  return walletId;
}

/** Names an input. Keys in fixed order are the caller's duty: inputs are built field by field. */
export function fingerprintOf(operation: IntentOperation, input: unknown): string {
  return sha256(JSON.stringify([operation, input]));
}

/** The Idempotency-Key of a further upstream call of the same intent. */
export function stepKey(intent: Intent, step: string): string {
  return derivedIdempotencyKey(`${intent.upstreamKey}:${step}`);
}
