import { sha256 } from '../shared/digest';
import type { Intent } from '../database/generated/client';

export type { Intent };

/** The mutations that make something at Fireblocks. */
export type IntentOperation = 'createWallet' | 'addAsset' | 'createTransaction';

/** How long an idempotency key is remembered; Fireblocks remembers its own equally long. */
export const KEY_LIFETIME_MS = 24 * 60 * 60 * 1_000;

/** Longer than any upstream call of an intent may take, so that an expired lease means a dead run. */
export const LEASE_MS = 90_000;

/** Names an input. Keys in fixed order are the caller's duty: inputs are built field by field. */
export function fingerprintOf(operation: IntentOperation, input: unknown): string {
  return sha256(JSON.stringify([operation, input]));
}

/** The Idempotency-Key of a further upstream call of the same intent; 40 characters, the most allowed. */
export function stepKey(intent: Intent, step: string): string {
  return sha256(`${intent.upstreamKey}:${step}`).slice(0, 40);
}
