import { LRUCache } from 'lru-cache';
import type { Clock } from '../shared/clock';
import { decide, type Rate } from './rate';

/** Takes one call of `key` out of its allowance; atomic. Returns ms to wait, or 0 when it may go. */
export interface Reservations {
  reserve(key: string, rate: Rate): Promise<number> | number;
}

/** How many callers are remembered; the ones that were idle longest are forgotten first. */
const MAX_KEYS = 100_000;

/** Limits of this process alone. Synchronous, so that no two calls can pass on one allowance. */
export class MemoryReservations implements Reservations {
  private readonly arrivalTimes = new LRUCache<string, number>({ max: MAX_KEYS });

  constructor(private readonly clock: Clock) {}

  reserve(key: string, rate: Rate): number {
    const decision = decide(rate, this.arrivalTimes.get(key) ?? 0, this.clock());
    if (!decision.allowed) return decision.retryAfterMs;
    this.arrivalTimes.set(key, decision.arrivalTime);
    return 0;
  }
}
