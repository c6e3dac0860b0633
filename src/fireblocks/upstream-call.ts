import { errorFromFailure } from './failure-error';
import type { FireblocksErrorKind } from './fireblocks-error';
import type { Operation } from './outbound/call-policies';

/** One call that was made to Fireblocks; for metrics and logs. */
export interface UpstreamCall {
  operation: Operation;
  apiUser: 'admin' | 'signer';
  outcome: 'ok' | FireblocksErrorKind;
  status?: number;
  requestId?: string;
  /** From before the signature until the whole answer was read. */
  durationMs: number;
}

export type CallListener = (call: UpstreamCall) => void;

export interface Answered<T> {
  value: T;
  status: number;
  requestId: string | undefined;
}

/**
 * Runs a call, tells the listener how it went, and turns whatever it throws into a FireblocksError.
 *
 * @throws FireblocksError
 */
export async function recordCall<T>(
  call: Pick<UpstreamCall, 'operation' | 'apiUser'>,
  listener: CallListener | undefined,
  send: () => Promise<Answered<T>>,
): Promise<Answered<T>> {
  const started = performance.now();
  const tell = (outcome: UpstreamCall['outcome'], status?: number, requestId?: string): void => {
    listener?.({
      ...call,
      outcome,
      ...(status !== undefined && { status }),
      ...(requestId !== undefined && { requestId }),
      durationMs: performance.now() - started,
    });
  };
  try {
    const answered = await send();
    tell('ok', answered.status, answered.requestId);
    return answered;
  } catch (failure) {
    const error = errorFromFailure(failure);
    tell(error.kind, error.status, error.requestId);
    throw error;
  }
}
