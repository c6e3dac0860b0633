import { createRateLimitRule, type Store } from 'graphql-rate-limit';
import type { Context } from '../api/context';
import { GatewayError } from '../api/gateway-error';
import type { Rate } from './rate';
import type { Reservations } from './reservations';

type Identity = Parameters<Store['getForIdentity']>[0];

/**
 * A store for graphql-rate-limit that decides by itself. The library reads, waits and writes, so
 * that any number of concurrent calls passes; here the reading already takes the call out of the
 * allowance, and nothing is left to write. A refusal is thrown, since the library's own has no
 * place for `retryAfterMs`.
 */
class ReservingStore implements Store {
  constructor(
    private readonly reservations: Reservations,
    private readonly rate: Rate,
  ) {}

  async getForIdentity({ contextIdentity, fieldIdentity }: Identity): Promise<number[]> {
    const key = JSON.stringify([fieldIdentity, contextIdentity]);
    const retryAfterMs = await this.reservations.reserve(key, this.rate);
    if (retryAfterMs === 0) return [];
    throw new GatewayError(
      'RATE_LIMITED',
      `${fieldIdentity} may be called ${this.rate.max} times in ${this.rate.windowMs / 1_000} s`,
      { retryAfterMs },
    );
  }

  setForIdentity(): void {
    // Reserved when it was read.
  }
}

/** graphql-rate-limit's shield rule: `rate` for each caller and field. */
export function rateLimitRule(reservations: Reservations, rate: Rate) {
  return createRateLimitRule({
    identifyContext: (context: Context) => context.caller?.id ?? '',
    store: new ReservingStore(reservations, rate),
  })({ max: rate.max, window: `${rate.windowMs}ms` });
}
