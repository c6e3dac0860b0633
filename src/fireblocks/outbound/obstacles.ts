import type { Claim } from './call-allowance';
import { EndpointPauses } from './endpoint-pauses';
import { RestingHolders } from './resting-holders';
import type { Ticket } from './ticket';

/** What keeps calls from going, as far as it is known; times in milliseconds since the epoch. */
export class Obstacles {
  /** Until when the budget is spent. */
  spentUntil = 0;
  readonly resting = new RestingHolders();
  readonly pauses: EndpointPauses;

  /** @param paceMs between two calls of an endpoint after a pause */
  constructor(paceMs: number) {
    this.pauses = new EndpointPauses(paceMs);
  }

  opensAt({ holder, endpoint }: Claim): number {
    return Math.max(this.spentUntil, this.resting.until(holder), this.pauses.opensAt(endpoint));
  }

  /** Who is to be passed over while one batch is collected. */
  inBatch(now: number): (ticket: Ticket) => boolean {
    const gentle = new Set<string>();
    return ({ claim: { holder, endpoint } }) => {
      if (this.resting.until(holder) > now || this.pauses.opensAt(endpoint) > now) return true;
      if (!this.pauses.isGentle(endpoint)) return false;
      const second = gentle.has(endpoint);
      gentle.add(endpoint);
      return second;
    };
  }

  /** When a holder or an endpoint opens that is closed now. */
  nextOpening(now: number): number | undefined {
    const [one, other] = [this.resting.nextEnd(now), this.pauses.nextOpening(now)];
    return one !== undefined && other !== undefined ? Math.min(one, other) : (one ?? other);
  }
}
