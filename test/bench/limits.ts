import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { RedisReservations } from '../../src/limits/redis-reservations';
import { MemoryReservations, type Reservations } from '../../src/limits/reservations';
import { systemClock } from '../../src/shared/clock';
import { createLogger } from '../../src/shared/logger';

/**
 * What a rate limit costs a call with ten callers and with a hundred thousand, in memory and in Redis
 * (TEST_REDIS_URL); in turns, in one run. Exit code 1: many cost more.
 */
const ROUNDS = 15;
const CALLS = 4_000;
const AT_ONCE = 50;
const FEW = 10;
const MANY = 100_000;
/** Beside it what a processor takes to find one of a hundred thousand in memory. */
const MOST = { times: 1.5, moreMicros: 5 };
/** Long enough for all rounds, after which Redis forgets them. */
const RATE = { max: 1_000_000, windowMs: 60_000 };

/** A caller of so many, each in turn. */
class Callers {
  private next = 0;

  constructor(
    private readonly name: string,
    private readonly count: number,
  ) {}

  key(): string {
    this.next = (this.next + 1) % this.count;
    return `${this.name} ${this.next}`;
  }
}

/** Microseconds of a call. */
async function measure(
  reservations: Reservations,
  callers: Callers,
  calls: number,
): Promise<number> {
  const startedAt = performance.now();
  for (let done = 0; done < calls; done += AT_ONCE) {
    const batch = Array.from({ length: AT_ONCE }, async () =>
      reservations.reserve(callers.key(), RATE),
    );
    for (const { retryAfterMs } of await Promise.all(batch)) {
      if (retryAfterMs !== 0) throw new Error('refused, or not by Redis');
    }
  }
  return ((performance.now() - startedAt) * 1_000) / calls;
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? 0;
}

async function compare(where: string, reservations: Reservations, run: string): Promise<void> {
  const [few, many] = [new Callers(`${run} few`, FEW), new Callers(`${run} many`, MANY)];
  // All of them have called before.
  await measure(reservations, many, MANY);
  const took = { few: [] as number[], many: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    took.few.push(await measure(reservations, few, CALLS));
    took.many.push(await measure(reservations, many, CALLS));
  }
  const [ten, all] = [medianOf(took.few), medianOf(took.many)];
  const ratio = all / ten;
  const told = `${FEW} callers ${ten.toFixed(1)} µs a call, ${MANY} callers ${all.toFixed(1)} µs`;
  process.stdout.write(`${where}: ${told}, ${ratio.toFixed(2)} times as much\n`);
  if (all > MOST.times * ten + MOST.moreMicros) process.exitCode = 1;
}

/** What Redis holds for one caller, and for how long. */
async function tellOfKeys(redis: Redis, key: string): Promise<void> {
  const bytes = await redis.call('MEMORY', 'USAGE', key);
  const ms = await redis.pttl(key);
  process.stdout.write(`Redis: ${String(bytes)} bytes for a caller, forgotten in ${ms} ms\n`);
}

async function main(): Promise<void> {
  const run = randomUUID();
  const memory = new MemoryReservations(systemClock);
  await compare('memory', memory, run);
  const url = process.env['TEST_REDIS_URL'];
  if (url === undefined) return;
  const redis = new Redis(url);
  const notByRedis = { retryAfterMs: -1, remaining: 0, resetMs: 0 };
  const shared = new RedisReservations(url, { reserve: () => notByRedis }, createLogger('silent'));
  // Until it is connected it decides by itself.
  while ((await shared.reserve(`${run} first`, RATE)).retryAfterMs < 0) await sleep(100);
  await compare('Redis', shared, run);
  await shared.reserve(`${run} one`, { max: 10, windowMs: RATE.windowMs });
  await tellOfKeys(redis, `ncw-gateway:limit:${run} one`);
  shared.close();
  redis.disconnect();
}

void main();
