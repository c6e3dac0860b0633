import { GatewayError } from '../api/gateway-error';
import { FireblocksError } from '../fireblocks/fireblocks-error';

interface SlotsOptions {
  /** How many may be held at once. */
  size: number;
  /** How many more may wait for one. */
  queue: number;
  maxWaitMs: number;
}

const RETRY_AFTER_MS = 1_000;

/** Things that may be held by a few at once; further ones wait in their order. */
export class Slots {
  private held = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly options: SlotsOptions) {}

  get idle(): boolean {
    return this.held === 0 && this.waiting.size === 0;
  }

  /**
   * Undefined when it was taken at once; else resolves when it is. Give it back by `release`.
   *
   * @throws GatewayError `RATE_LIMITED`, or FireblocksError `ABORTED` when the signal fired
   */
  take(signal: AbortSignal): Promise<void> | undefined {
    if (this.held < this.options.size) {
      this.held += 1;
      return undefined;
    }
    if (this.waiting.size >= this.options.queue) throw tooMany();
    return this.wait(signal);
  }

  /** Hands the slot to who has waited longest. */
  release(): void {
    const [next] = this.waiting;
    if (next) next();
    else this.held -= 1;
  }

  private wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.waiting.delete(proceed);
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
      };
      const proceed = (): void => {
        leave();
        resolve();
      };
      const abort = (): void => {
        leave();
        reject(new FireblocksError('ABORTED'));
      };
      const timer = setTimeout(() => {
        leave();
        reject(tooMany());
      }, this.options.maxWaitMs);
      this.waiting.add(proceed);
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
    });
  }
}

function tooMany(): GatewayError {
  return new GatewayError(
    'RATE_LIMITED',
    'the device has too many relays at once; nothing was sent',
    { retryAfterMs: RETRY_AFTER_MS },
  );
}
