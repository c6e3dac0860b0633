/** The last statuses of a transaction's life. */
const TERMINAL = new Set([
  'COMPLETED',
  'PARTIALLY_COMPLETED',
  'CANCELLED',
  'REJECTED',
  'FAILED',
  'BLOCKED',
  'TIMEOUT',
]);

/** Before anything is broadcast, when a transaction can still be cancelled. */
const CANCELLABLE = new Set([
  'SUBMITTED',
  'PENDING_AML_SCREENING',
  'PENDING_ENRICHMENT',
  'PENDING_AUTHORIZATION',
  'QUEUED',
  'PENDING_SIGNATURE',
  'PENDING_3RD_PARTY_MANUAL_APPROVAL',
  'PENDING_3RD_PARTY',
]);

/** Steps that need nobody: the other statuses wait for a person, a device or the control face. */
const AUTOMATIC = new Set(['SUBMITTED', 'BROADCASTING', 'CONFIRMING', 'CANCELLING']);

/** Told at once by `embedded_wallet.status.updated`, for outgoing transactions only. */
const URGENT = new Set([
  'PENDING_SIGNATURE',
  'COMPLETED',
  'CANCELLED',
  'FAILED',
  'BLOCKED',
  'REJECTED',
]);

/** Operations that end with a signature and never reach a chain. */
const OFF_CHAIN = new Set(['RAW', 'TYPED_MESSAGE']);

export const isTerminal = (status: string): boolean => TERMINAL.has(status);
export const isCancellable = (status: string): boolean => CANCELLABLE.has(status);
export const isAutomatic = (status: string): boolean => AUTOMATIC.has(status);
export const isUrgent = (status: string): boolean => URGENT.has(status);
export const isOffChain = (operation: string): boolean => OFF_CHAIN.has(operation);

/** The next status on the way to success; undefined at the end. */
export function nextStatus(status: string, operation: string): string | undefined {
  if (isTerminal(status)) return undefined;
  if (status === 'PENDING_SIGNATURE') return isOffChain(operation) ? 'COMPLETED' : 'BROADCASTING';
  if (isCancellable(status)) return 'PENDING_SIGNATURE';
  if (status === 'CANCELLING') return 'CANCELLED';
  return status === 'BROADCASTING' ? 'CONFIRMING' : 'COMPLETED';
}

const subStatuses: Record<string, string> = {
  CONFIRMING: 'PENDING_BLOCKCHAIN_CONFIRMATIONS',
  CANCELLED: 'CANCELLED_BY_USER',
  BLOCKED: 'BLOCKED_BY_POLICY',
  REJECTED: 'REJECTED_BY_USER',
  FAILED: 'INTERNAL_ERROR',
  TIMEOUT: 'TIMEOUT',
};

export function usualSubStatus(status: string, operation: string): string {
  if (status === 'COMPLETED') return isOffChain(operation) ? '' : 'CONFIRMED';
  return subStatuses[status] ?? '';
}
