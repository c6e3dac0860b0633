import type { FireblocksError } from '../fireblocks-error';
import type { Claim } from './call-allowance';
import type { Lane } from './call-policies';

export interface EntryRequest {
  lane: Lane;
  claim: Claim;
  /** The longest that it is worth waiting, in milliseconds. */
  maxWaitMs: number;
  /** The client's disconnect takes the call out of the queue. */
  signal: AbortSignal | undefined;
}

/** A call's place in the queue. */
export class Ticket {
  readonly lane: Lane;
  readonly claim: Claim;
  state: 'waiting' | 'admitted' = 'waiting';
  refusal: FireblocksError | undefined;
  private resolve: (() => void) | undefined;
  private reject: ((error: FireblocksError) => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly signal: AbortSignal | undefined;
  private onAbort: (() => void) | undefined;

  constructor(
    request: EntryRequest,
    /** Milliseconds since the epoch. */
    readonly expiresAt: number,
  ) {
    this.lane = request.lane;
    this.claim = request.claim;
    this.signal = request.signal;
  }

  /** Only for a call that cannot go at once: most do, and need neither promise nor timer. */
  wait(maxWaitMs: number, late: () => void, aborted: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
      this.timer = setTimeout(late, maxWaitMs);
      this.onAbort = aborted;
      this.signal?.addEventListener('abort', aborted, { once: true });
    });
  }

  admit(): void {
    this.state = 'admitted';
    this.settle();
    this.resolve?.();
  }

  refuse(error: FireblocksError): void {
    this.refusal = error;
    this.settle();
    this.reject?.(error);
  }

  private settle(): void {
    clearTimeout(this.timer);
    if (this.onAbort) this.signal?.removeEventListener('abort', this.onAbort);
  }
}
