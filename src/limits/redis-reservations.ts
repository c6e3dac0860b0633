import { Redis } from 'ioredis';
import type { Logger } from '../shared/logger';
import { ROUNDING_MS, type Rate } from './rate';
import type { Reservations } from './reservations';

/** The same decision as `decide`, in one step inside Redis and by its clock. */
const RESERVE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local window = tonumber(ARGV[2])
local max = tonumber(ARGV[1])
local step = window / max
local arrival = tonumber(redis.call('GET', KEYS[1]) or 0)
local next = math.max(arrival, now) + step
local wait = next - now - window
if wait > math.min(max * ${ROUNDING_MS}, step / 2) then return math.ceil(wait) end
redis.call('SET', KEYS[1], string.format('%.6f', next), 'PX', math.ceil(next - now))
return 0
`;

const PREFIX = 'ncw-gateway:limit:';
const COMMAND_TIMEOUT_MS = 500;

/** Limits that all instances share. While Redis is away each instance limits by itself. */
export class RedisReservations implements Reservations {
  private readonly redis: Redis;

  constructor(
    url: string,
    private readonly fallback: Reservations,
    private readonly log: Logger,
  ) {
    this.redis = new Redis(url, {
      commandTimeout: COMMAND_TIMEOUT_MS,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
    });
    this.redis.on('error', (error) => {
      log.warn({ err: error }, 'redis is away: rate limits are per instance meanwhile');
    });
  }

  async reserve(key: string, rate: Rate): Promise<number> {
    try {
      const wait = await this.redis.eval(RESERVE, 1, PREFIX + key, rate.max, rate.windowMs);
      return Number(wait);
    } catch (error) {
      this.log.debug({ err: error }, 'rate limit decided without redis');
      return this.fallback.reserve(key, rate);
    }
  }

  close(): void {
    this.redis.disconnect();
  }
}
