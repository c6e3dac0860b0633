import type { Clock } from '../../shared/clock';
import type { BreakerState } from './outbound-events';

/** So many failures in a row, with no answer in between, and nothing is sent for a while. */
const THRESHOLD = 10;

/**
 * More than so many failures of one user do not count: messages that make Fireblocks fail must not
 * stop everybody's signing.
 */
const MAX_STRIKES_PER_HOLDER = 3;

const OPEN_MS = 5_000;

/** A probe may be a long poll; after this another one is let through. */
const PROBE_MS = 5_000;

/** How a call ended: `answered` with whatever, `failed` at the server, or not to be `reached` at all. */
export type Verdict = 'answered' | 'failed' | 'unreached';

/** Stops calls that would fail anyway, and lets one through from time to time to find out. */
export class Breaker {
  private state: BreakerState = 'closed';
  private failures = 0;
  private readonly strikes = new Map<string, number>();
  /** Open: when a probe may go. Half-open: when the next one may. Milliseconds since the epoch. */
  private until = 0;

  constructor(
    private readonly clock: Clock,
    private readonly changed: (state: BreakerState) => void,
  ) {}

  get isOpen(): boolean {
    return this.state !== 'closed';
  }

  /** Milliseconds until it is worth trying; 0 when a call may go. Takes no probe. */
  wait(): number {
    return this.state === 'closed' ? 0 : Math.max(0, this.until - this.clock());
  }

  /** As `wait`; where it returns 0 the call must be sent, and its end told: it may be the probe. */
  enter(): number {
    const wait = this.wait();
    if (wait > 0 || this.state === 'closed') return wait;
    this.turn('half-open', PROBE_MS);
    return 0;
  }

  tell(verdict: Verdict, holder: string): void {
    if (verdict === 'answered') this.close();
    else if (this.state === 'half-open') this.turn('open', OPEN_MS);
    else if (this.state === 'closed' && this.counts(verdict, holder)) {
      this.failures += 1;
      if (this.failures >= THRESHOLD) this.turn('open', OPEN_MS);
    }
  }

  /** The call ended without a verdict, such as by its client's leaving. */
  drop(): void {
    if (this.state === 'half-open') this.until = 0;
  }

  private counts(verdict: Verdict, holder: string): boolean {
    if (verdict === 'unreached') return true;
    const strikes = (this.strikes.get(holder) ?? 0) + 1;
    this.strikes.set(holder, strikes);
    return strikes <= MAX_STRIKES_PER_HOLDER;
  }

  private close(): void {
    if (this.failures === 0 && this.strikes.size === 0) return;
    this.failures = 0;
    this.strikes.clear();
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.changed('closed');
  }

  private turn(state: BreakerState, ms: number): void {
    const before = this.state;
    this.state = state;
    this.until = this.clock() + ms;
    if (before !== state) this.changed(state);
  }
}
