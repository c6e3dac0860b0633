import { encodeCursor, type StreamCursor } from '../events/cursor';
import { SigningStatusKind, type SigningStatusEvent } from './signing-status.type';
import { toTransactionStatus } from './transaction-status.enum';

/** A status of a transaction at some time. */
export interface StatusReport {
  transactionId: string;
  status: string;
  subStatus: string;
  at: Date;
}

export function statusEvent(
  kind: SigningStatusKind.SNAPSHOT | SigningStatusKind.STATUS,
  cursor: StreamCursor,
  { transactionId, status, subStatus, at }: StatusReport,
): SigningStatusEvent {
  return {
    cursor: encodeCursor(cursor),
    kind,
    transactionId,
    status: toTransactionStatus(status),
    rawStatus: status,
    subStatus: subStatus === '' ? null : subStatus,
    at,
  };
}

/** An event about the stream itself. */
export function streamEvent(
  kind: Exclude<SigningStatusKind, SigningStatusKind.SNAPSHOT | SigningStatusKind.STATUS>,
  cursor: StreamCursor,
): SigningStatusEvent {
  return {
    cursor: encodeCursor(cursor),
    kind,
    transactionId: null,
    status: null,
    rawStatus: null,
    subStatus: null,
    at: null,
  };
}
