import { LRUCache } from 'lru-cache';
import type { Clock } from '../shared/clock';
import { decide, type Rate } from './rate';

/** Whether a call may go, and what is left of its allowance. */
export interface Reservation {
  /** 0: it may go. */
  retryAfterMs: number;
  remaining: number;
  /** Until the allowance is whole again. */
  resetMs: number;
}

/** Takes a call of `key`, or the `amount` that it costs, out of its allowance; atomic. */
export interface Reservations {
  reserve(key: string, rate: Rate, amount?: number): Promise<Reservation> | Reservation;
}

/** How many callers are remembered; the ones that were idle longest are forgotten first. */
const MAX_KEYS = 100_000;

/** Limits of this process alone. Synchronous, so that no two calls can pass on one allowance. */
export class MemoryReservations implements Reservations {
  private readonly arrivalTimes = new LRUCache<string, number>({ max: MAX_KEYS });

  constructor(private readonly clock: Clock) {}

  reserve(key: string, rate: Rate, amount = 1): Reservation {
    const decision = decide(rate, this.arrivalTimes.get(key) ?? 0, this.clock(), amount);
    if (decision.allowed) this.arrivalTimes.set(key, decision.arrivalTime);
    return decision;
  }
}
