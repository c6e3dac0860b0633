import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { openReservations } from '../../../src/limits/open-reservations';
import { RedisReservations } from '../../../src/limits/redis-reservations';
import { MemoryReservations, type Reservations } from '../../../src/limits/reservations';
import { createLogger } from '../../../src/shared/logger';

const log = createLogger('silent');
const RATE = { max: 17, windowMs: 60_000 };
const memory = () => new MemoryReservations(() => Date.now());

function passing(waits: readonly number[]): number {
  return waits.filter((wait) => wait === 0).length;
}

function many(reservations: Reservations, key: string, count: number): Promise<number[]> {
  return Promise.all(
    Array.from({ length: count }, async () => await reservations.reserve(key, RATE)),
  );
}

const url = process.env['TEST_REDIS_URL'];

// Jest refuses an empty table; without a server there is nothing to say about Redis.
for (const redisUrl of url === undefined ? [] : [url])
  describe('reservations in Redis', () => {
    const open: RedisReservations[] = [];

    afterEach(() => {
      for (const each of open.splice(0)) each.close();
    });

    /** One gateway's; resolves when it decides by Redis, and then fails where it decides by itself. */
    async function instance(): Promise<RedisReservations> {
      let connected = false;
      const fallback: Reservations = {
        reserve: () => {
          if (connected) throw new Error('decided without Redis');
          return -1;
        },
      };
      const reservations = new RedisReservations(redisUrl, fallback, log);
      open.push(reservations);
      while ((await reservations.reserve(`probe ${randomUUID()}`, RATE)) === -1) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      connected = true;
      return reservations;
    }

    it('let exactly the allowance of parallel calls pass over two instances', async () => {
      const [one, two] = [await instance(), await instance()];
      const key = randomUUID();
      const waits = await Promise.all([many(one, key, 40), many(two, key, 40)]);
      expect(passing(waits.flat())).toBe(RATE.max);
    });

    it('name the wait, after which a call passes', async () => {
      const reservations = await instance();
      const key = randomUUID();
      const fast = { max: 2, windowMs: 400 };
      expect(await reservations.reserve(key, fast)).toBe(0);
      expect(await reservations.reserve(key, fast)).toBe(0);
      const wait = await reservations.reserve(key, fast);
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(200);
      await new Promise((resolve) => setTimeout(resolve, wait + 20));
      expect(await reservations.reserve(key, fast)).toBe(0);
    });

    it('count each key alone, whatever it holds', async () => {
      const reservations = await instance();
      const run = randomUUID();
      const keys = ['', 'a', 'a b', '"; FLUSHALL', '\u0000', '🙂'].map((key) => run + key);
      for (const key of keys) expect(passing(await many(reservations, key, 30))).toBe(RATE.max);
    });
  });

describe('while Redis is away', () => {
  it('each instance limits by itself', async () => {
    const reservations = new RedisReservations('redis://127.0.0.1:1', memory(), log);
    try {
      expect(passing(await many(reservations, 'a', 50))).toBe(RATE.max);
    } finally {
      reservations.close();
    }
  });

  it('a server that never answers is not waited for', async () => {
    const server = await silentServer();
    const { port } = server.address() as AddressInfo;
    const reservations = new RedisReservations(`redis://127.0.0.1:${port}`, memory(), log);
    try {
      await new Promise((resolve) => server.once('connection', resolve));
      const startedAt = Date.now();
      expect(passing(await many(reservations, 'a', 50))).toBe(RATE.max);
      expect(Date.now() - startedAt).toBeLessThan(2_000);
    } finally {
      reservations.close();
      server.close();
    }
  });
});

describe('without Redis', () => {
  it('limits are per instance, which the start says', () => {
    const lines: string[] = [];
    const reservations = openReservations(
      undefined,
      () => 1_760_000_000_000,
      createLogger('info', { write: (line) => lines.push(line) }),
    );
    const waits = Array.from({ length: 30 }, () => Number(reservations.reserve('a', RATE)));
    reservations.close();
    expect(passing(waits)).toBe(RATE.max);
    expect(lines.join()).toContain('rate limits are per instance; set REDIS_URL');
  });
});

function silentServer(): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
    });
    server.listen(0, '127.0.0.1', () => {
      resolve(server);
    });
  });
}
