import { registerEnumType } from 'type-graphql';

/** Fireblocks' statuses. An open list there, hence UNKNOWN here. */
export enum TransactionStatus {
  SUBMITTED = 'SUBMITTED',
  PENDING_AML_SCREENING = 'PENDING_AML_SCREENING',
  PENDING_ENRICHMENT = 'PENDING_ENRICHMENT',
  PENDING_AUTHORIZATION = 'PENDING_AUTHORIZATION',
  QUEUED = 'QUEUED',
  PENDING_SIGNATURE = 'PENDING_SIGNATURE',
  PENDING_3RD_PARTY_MANUAL_APPROVAL = 'PENDING_3RD_PARTY_MANUAL_APPROVAL',
  PENDING_3RD_PARTY = 'PENDING_3RD_PARTY',
  BROADCASTING = 'BROADCASTING',
  CONFIRMING = 'CONFIRMING',
  COMPLETED = 'COMPLETED',
  PARTIALLY_COMPLETED = 'PARTIALLY_COMPLETED',
  CANCELLING = 'CANCELLING',
  CANCELLED = 'CANCELLED',
  FAILED = 'FAILED',
  BLOCKED = 'BLOCKED',
  REJECTED = 'REJECTED',
  TIMEOUT = 'TIMEOUT',
  UNKNOWN = 'UNKNOWN',
}

registerEnumType(TransactionStatus, {
  name: 'TransactionStatus',
  description:
    'State of a transaction. Final are COMPLETED, PARTIALLY_COMPLETED, CANCELLED, FAILED, BLOCKED, REJECTED and TIMEOUT. Expect new values.',
  valuesConfig: {
    SUBMITTED: { description: 'Taken in by Fireblocks.' },
    PENDING_AML_SCREENING: { description: 'Screened against money laundering.' },
    PENDING_ENRICHMENT: { description: 'Fireblocks is gathering details.' },
    PENDING_AUTHORIZATION: { description: 'Waits for an approver, as the workspace policy asks.' },
    QUEUED: { description: 'Waits for an earlier transaction of the same source.' },
    PENDING_SIGNATURE: {
      description: 'Waits for a device: call the NCW SDK’s `signTransaction` with its id.',
    },
    PENDING_3RD_PARTY_MANUAL_APPROVAL: { description: 'Waits for a person at a third party.' },
    PENDING_3RD_PARTY: { description: 'Waits for a third party.' },
    BROADCASTING: { description: 'On its way to the chain.' },
    CONFIRMING: { description: 'On the chain, being confirmed.' },
    COMPLETED: { description: 'Done.' },
    PARTIALLY_COMPLETED: { description: 'Done in part.' },
    CANCELLING: { description: 'Being cancelled; it may still complete.' },
    CANCELLED: { description: 'Cancelled.' },
    FAILED: { description: 'Failed; `subStatus` says why.' },
    BLOCKED: { description: 'Stopped by the workspace policy.' },
    REJECTED: { description: 'Refused by an approver or by screening.' },
    TIMEOUT: { description: 'Nobody acted in time.' },
    UNKNOWN: { description: 'A status this gateway does not know; see `rawStatus`.' },
  },
});

const KNOWN: ReadonlySet<string> = new Set(Object.values(TransactionStatus));

export function toTransactionStatus(raw: string): TransactionStatus {
  return isTransactionStatus(raw) ? raw : TransactionStatus.UNKNOWN;
}

function isTransactionStatus(raw: string): raw is TransactionStatus {
  return KNOWN.has(raw);
}
