import { randomUUID } from 'node:crypto';
import type { ErrorCode } from '../api/error-codes';
import type { AuditDecision } from '../database/generated/enums';

/** What happened, to whom it is put down, and how it ended. Never a payload, token or key. */
export interface Occurrence {
  /** The caller's `sub`; null: nobody was authenticated. */
  actor: string | null;
  /** The root field, or the step before one (`authenticate`, `connect`). */
  action: string;
  /** Of a relay: its RPC method, out of a bounded set. */
  method: string | null;
  walletId: string | null;
  deviceId: string | null;
  /** What else it was about: a transaction, an asset, a passphrase, a new owner. */
  resourceId: string | null;
  outcome: Outcome;
  /** Of an administrative mutation: why. */
  reason: string | null;
  /** The intent whose beginning and outcome belong together. */
  operationId: string | null;
  requestId: string | null;
  upstreamRequestIds: readonly string[];
  clientAddress: string | null;
}

/** A row before the database numbers it. */
export interface AuditRow extends Occurrence {
  id: string;
  createdAt: Date;
  decision: AuditDecision;
  /** How many such calls it stands for. */
  count: number;
}

/**
 * `BEGUN`: an effect at Fireblocks is about to be tried. `PROVISIONING`: it exists there, and is
 * not complete. `NOT_SENT`: it never left. `UNCHANGED`: allowed, and nothing was left to do.
 * `NCW_ERROR`: Fireblocks answered a device's message with an error that is for the device.
 */
export type Outcome =
  'BEGUN' | 'PROVISIONING' | 'SUCCEEDED' | 'NOT_SENT' | 'UNCHANGED' | 'NCW_ERROR' | ErrorCode;

/** Outcomes that refuse this caller, rather than this call. */
const DENIALS: ReadonlySet<Outcome> = new Set<Outcome>([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'RATE_LIMITED',
  'WALLET_FROZEN',
  'DEVICE_DISABLED',
  'STEP_UP_REQUIRED',
  'DEVICE_ALREADY_ASSIGNED',
  'PASSPHRASE_ALREADY_REGISTERED',
]);

export function toRow(occurrence: Occurrence, createdAt: Date, count: number): AuditRow {
  const decision = decisionOf(occurrence.outcome);
  return { ...occurrence, id: randomUUID(), createdAt, decision, count };
}

export function decisionOf(outcome: Outcome): AuditDecision {
  return DENIALS.has(outcome) ? 'DENIED' : 'ALLOWED';
}
