import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Logger } from '../shared/logger';
import { connectRedis, reasonOf } from './connect-redis';
import { GCRA } from './gcra-script';
import { ROUNDING_MS, type Rate } from './rate';
import type { Reservation, Reservations } from './reservations';

const RESERVE = `${GCRA}
local max, window, amount = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local step = window / max
local wait, arrival = decide(KEYS[1], max, window, amount)
if wait == 0 then keep(KEYS[1], arrival) else arrival = arrival - step * amount end
local free = window - (arrival - now) + math.min(max * ${ROUNDING_MS}, step / 2)
return {wait, math.max(0, math.floor(free / step)), math.ceil(arrival - now)}
`;

const answerSchema = z.tuple([z.number(), z.number(), z.number()]);

const PREFIX = 'ncw-gateway:limit:';

/** After a failure Redis is not asked for so long, since each call would wait for its time-out. */
const LEAVE_ALONE_MS = 1_000;

/** Limits that all instances share. While Redis is away each instance limits by itself. */
export class RedisReservations implements Reservations {
  private readonly redis: Redis;
  private askAgainAt = 0;

  constructor(
    url: string,
    private readonly fallback: Reservations,
    private readonly log: Logger,
  ) {
    this.redis = connectRedis(url, (reason) => {
      log.warn({ reason }, 'redis is away: rate limits are per instance meanwhile');
    });
  }

  async reserve(key: string, rate: Rate, amount = 1): Promise<Reservation> {
    if (performance.now() < this.askAgainAt) return this.fallback.reserve(key, rate, amount);
    try {
      const { max, windowMs } = rate;
      const answer = await this.redis.eval(RESERVE, 1, PREFIX + key, max, windowMs, amount);
      const [retryAfterMs, remaining, resetMs] = answerSchema.parse(answer);
      return { retryAfterMs, remaining, resetMs };
    } catch (error) {
      this.askAgainAt = performance.now() + LEAVE_ALONE_MS;
      this.log.debug({ reason: reasonOf(error) }, 'rate limit decided without redis');
      return this.fallback.reserve(key, rate, amount);
    }
  }

  close(): void {
    this.redis.disconnect();
  }
}
