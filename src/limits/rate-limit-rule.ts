import { createRateLimitRule, type Store } from 'graphql-rate-limit';
import type { Context } from '../api/context';
import { GatewayError } from '../api/gateway-error';
import { rateFor, type OperationRate } from './operation-rate';
import type { Reservations } from './reservations';

type Identity = Parameters<Store['getForIdentity']>[0];
type Rule = Pick<ReturnType<ReturnType<typeof createRateLimitRule>>, 'resolve'>;

/**
 * A store for graphql-rate-limit that decides by itself. The library reads, waits and writes, so
 * that any number of concurrent calls passes; here the reading already takes the call out of the
 * allowance, and nothing is left to write. A refusal is thrown, since the library's own has no
 * place for `retryAfterMs`.
 */
class ReservingStore implements Store {
  constructor(
    private readonly reservations: Reservations,
    private readonly rate: OperationRate,
    private readonly context: Context,
    private readonly name: string | undefined,
  ) {}

  async getForIdentity({ contextIdentity, fieldIdentity }: Identity): Promise<number[]> {
    const name = this.name ?? fieldIdentity;
    const { caller, usage } = this.context;
    const rate = rateFor(this.rate, name, caller);
    const key = JSON.stringify([name, contextIdentity]);
    const { retryAfterMs, ...left } = await this.reservations.reserve(key, rate);
    usage.note({ limit: rate.max, remaining: left.remaining, resetMs: left.resetMs });
    if (retryAfterMs === 0) return [];
    throw new GatewayError(
      'RATE_LIMITED',
      `${name} may be called ${rate.max} times in ${rate.windowMs / 1_000} s`,
      { retryAfterMs },
    );
  }

  setForIdentity(): void {
    // Reserved when it was read.
  }
}

/**
 * graphql-rate-limit's shield rule: `rate` for each caller and field. The library tells its store
 * nothing of the context, where what is left is noted: hence a store for each call.
 *
 * @param name of what is counted, where it is not the field
 */
export function rateLimitRule(
  reservations: Reservations,
  rate: OperationRate,
  name?: string,
): Rule {
  const field = { max: rate.max, window: `${rate.windowMs}ms` };
  return {
    resolve(parent, args, context: Parameters<Rule['resolve']>[2] & Context, info, options) {
      const limited = createRateLimitRule({
        identifyContext: ({ caller }: Context) => caller?.id ?? '',
        store: new ReservingStore(reservations, rate, context, name),
      })(field);
      return limited.resolve(parent, args, context, info, options);
    },
  };
}
