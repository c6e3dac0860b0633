import { AsyncLocalStorage } from 'node:async_hooks';
import type { Occurrence, Outcome } from './audit-row';

/** One mutation while it runs: what is put down of it, from wherever it is told. */
export interface AuditOperation extends Omit<Occurrence, 'reason' | 'outcome'> {
  upstreamRequestIds: string[];
  /** Whether something was tried at Fireblocks: then its outcome is never merely counted. */
  begun: boolean;
  /** What a success is, as far as it is known. */
  success: Outcome;
  /** The outcome that a transaction of the mutation has put down itself. */
  recorded: Outcome | undefined;
}

const storage = new AsyncLocalStorage<AuditOperation>();

/** A mutation calls Fireblocks a few times; what goes beyond is not worth an endless row. */
const MAX_UPSTREAM_IDS = 10;
const MAX_ID_LENGTH = 128;

export function newOperation(
  origin: Pick<Occurrence, 'actor' | 'action' | 'requestId' | 'clientAddress'> &
    Partial<Pick<Occurrence, 'walletId' | 'deviceId' | 'resourceId'>>,
): AuditOperation {
  return {
    method: null,
    walletId: null,
    deviceId: null,
    resourceId: null,
    ...origin,
    operationId: null,
    upstreamRequestIds: [],
    begun: false,
    success: 'UNCHANGED',
    recorded: undefined,
  };
}

export function inAuditOperation<Result>(operation: AuditOperation, run: () => Result): Result {
  return storage.run(operation, run);
}

/** The running mutation. What changes something outside of one is a fault of ours. */
export function requireAuditOperation(): AuditOperation {
  const operation = storage.getStore();
  if (!operation) throw new Error('a change was to be recorded outside of an audited operation');
  return operation;
}

/** Fireblocks has answered something that was asked within the running mutation, if there is one. */
export function noteUpstreamId(requestId: string | undefined): void {
  const ids = storage.getStore()?.upstreamRequestIds;
  if (!ids || requestId === undefined || ids.length >= MAX_UPSTREAM_IDS) return;
  ids.push(requestId.slice(0, MAX_ID_LENGTH));
}

/** The running mutation has relayed a message of this RPC method. */
export function noteRelay(method: string, outcome: string): void {
  const operation = storage.getStore();
  if (!operation) return;
  operation.method = method;
  operation.success = outcome === 'ncw_error' ? 'NCW_ERROR' : 'SUCCEEDED';
}

/** What of it goes into a row. */
export function occurrenceOf(operation: AuditOperation, outcome: Outcome): Occurrence {
  const { begun: _begun, success: _success, recorded: _recorded, ...rest } = operation;
  return { ...rest, upstreamRequestIds: [...rest.upstreamRequestIds], outcome, reason: null };
}
