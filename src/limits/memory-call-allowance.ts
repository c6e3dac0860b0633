import { LRUCache } from 'lru-cache';
import {
  GRANTED,
  type CallAllowance,
  type Claim,
  type Wait,
} from '../fireblocks/outbound/call-allowance';
import type { Clock } from '../shared/clock';
import { smoothRate } from './call-rates';
import { decide, type Rate } from './rate';

/** How many holders are remembered; the ones that were idle longest are forgotten first. */
const MAX_HOLDERS = 100_000;

/** The workspace's budget as far as this process knows of it. */
export class MemoryCallAllowance implements CallAllowance {
  private arrivalTime = 0;
  private readonly holders = new LRUCache<string, number>({ max: MAX_HOLDERS });
  private readonly shares = new Map<number, Rate>();
  private readonly rate: Rate;

  constructor(
    readonly callsPerMinute: number,
    private readonly clock: Clock,
  ) {
    this.rate = smoothRate(callsPerMinute);
  }

  take(claims: readonly Claim[]): Wait[] {
    const now = this.clock();
    return claims.map((claim) => this.takeOne(claim, now));
  }

  pause(): void {
    // There is nobody to tell: who was told by Fireblocks keeps it itself.
  }

  private takeOne({ holder, share }: Claim, now: number): Wait {
    const all = decide(this.rate, this.arrivalTime, now);
    if (!all.allowed) return { ms: all.retryAfterMs, by: 'budget' };
    const own = decide(this.rateOf(share), this.holders.get(holder) ?? 0, now);
    if (!own.allowed) return { ms: own.retryAfterMs, by: 'holder' };
    this.arrivalTime = all.arrivalTime;
    this.holders.set(holder, own.arrivalTime);
    return GRANTED;
  }

  private rateOf(share: number): Rate {
    const known = this.shares.get(share);
    if (known) return known;
    const rate = smoothRate(this.callsPerMinute * share);
    this.shares.set(share, rate);
    return rate;
  }
}
