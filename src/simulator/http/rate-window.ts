import type { Clock } from '../../shared/clock';

/** What the headers claim while nothing is refused. */
const NOMINAL_LIMIT = 100_000;

export interface RateStanding {
  limit: number;
  remaining: number;
  refused: boolean;
  /** Seconds until the window is over. */
  retryAfter: number;
}

/** Counts the calls of the whole workspace in fixed windows, as Fireblocks does by the minute. */
export class RateWindow {
  private started = 0;
  private count = 0;

  constructor(private readonly clock: Clock) {}

  /** Counts one call; a limit of 0 refuses none. */
  take(configured: number, windowMs: number): RateStanding {
    const now = this.clock();
    if (now - this.started >= windowMs) {
      this.started = now;
      this.count = 0;
    }
    this.count += 1;
    const limit = configured === 0 ? NOMINAL_LIMIT : configured;
    return {
      limit,
      remaining: Math.max(0, limit - this.count),
      refused: configured > 0 && this.count > limit,
      retryAfter: Math.ceil((this.started + windowMs - now) / 1000),
    };
  }
}
