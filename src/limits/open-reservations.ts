import type { Clock } from '../shared/clock';
import type { Logger } from '../shared/logger';
import { RedisReservations } from './redis-reservations';
import { MemoryReservations, type Reservations } from './reservations';

export type OpenReservations = Reservations & { close(): void };

/** Shared by all instances with Redis; without it each instance counts for itself, and says so. */
export function openReservations(
  redisUrl: string | undefined,
  clock: Clock,
  log: Logger,
): OpenReservations {
  const memory = new MemoryReservations(clock);
  if (redisUrl !== undefined) return new RedisReservations(redisUrl, memory, log);
  log.info('rate limits are per instance; set REDIS_URL to share them between instances');
  return {
    reserve: (key, rate, amount) => memory.reserve(key, rate, amount),
    close: () => undefined,
  };
}
