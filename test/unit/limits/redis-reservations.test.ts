import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { openReservations } from '../../../src/limits/open-reservations';
import { RedisReservations } from '../../../src/limits/redis-reservations';
import { MemoryReservations, type Reservations } from '../../../src/limits/reservations';
import { createLogger } from '../../../src/shared/logger';
import { givenMs, unlessStalled } from '../../support/given-time';

const log = createLogger('silent');
/** What a call adds to the time for which its caller is remembered. */
const STEP_MS = 3_000;

const RATE = { max: 17, windowMs: 60_000 };
const NOT_BY_REDIS = { retryAfterMs: -1, remaining: 0, resetMs: 0 };
const memory = () => new MemoryReservations(() => Date.now());

function passing(waits: readonly number[]): number {
  return waits.filter((wait) => wait === 0).length;
}

function many(reservations: Reservations, key: string, count: number): Promise<number[]> {
  return Promise.all(
    Array.from({ length: count }, async () => (await reservations.reserve(key, RATE)).retryAfterMs),
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
          return NOT_BY_REDIS;
        },
      };
      const reservations = new RedisReservations(redisUrl, fallback, log);
      open.push(reservations);
      for (;;) {
        const { retryAfterMs } = await reservations.reserve(`probe ${randomUUID()}`, RATE);
        if (retryAfterMs !== NOT_BY_REDIS.retryAfterMs) break;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      connected = true;
      return reservations;
    }

    // Redis has half a second to answer, which a machine that stands still may take from it.
    const told = (what: string, work: () => Promise<void>) => {
      it(what, () => unlessStalled(work));
    };

    told('let exactly the allowance of parallel calls pass over two instances', async () => {
      const [one, two] = [await instance(), await instance()];
      const key = randomUUID();
      const waits = await Promise.all([many(one, key, 40), many(two, key, 40)]);
      expect(passing(waits.flat())).toBe(RATE.max);
    });

    told(
      'cost a call one command, however many callers there are, and Redis a key for a while',
      async () => {
        const reservations = await instance();
        const run = randomUUID();
        const commands = jest.spyOn(Redis.prototype, 'sendCommand');
        const calls = async (callers: number): Promise<number> => {
          commands.mockClear();
          for (let at = 0; at < 1_000; at += 1) {
            const key = `${run} ${callers} ${at % callers}`;
            await reservations.reserve(key, { max: 200, windowMs: 200 * STEP_MS });
          }
          return commands.mock.calls.length;
        };
        expect([await calls(10), await calls(1_000)]).toEqual([1_000, 1_000]);
        commands.mockRestore();

        const redis = new Redis(redisUrl);
        const keys = (callers: number) =>
          Array.from({ length: callers }, (_, at) => `ncw-gateway:limit:${run} ${callers} ${at}`);
        const lives = (all: readonly string[]) => Promise.all(all.map((key) => redis.pttl(key)));
        for (const ms of await lives(keys(10))) {
          expect(ms).toBeGreaterThan(0);
          expect(ms).toBeLessThanOrEqual(100 * STEP_MS);
        }
        // -2: it is forgotten already. None may be kept for ever, which is -1.
        const short = await lives(keys(1_000));
        expect(short.filter((ms) => ms === -1 || ms > STEP_MS)).toEqual([]);
        redis.disconnect();
      },
    );

    told('name the wait, after which a call passes', async () => {
      const reservations = await instance();
      const key = randomUUID();
      const fast = { max: 2, windowMs: 400 };
      const reserve = async () => (await reservations.reserve(key, fast)).retryAfterMs;
      expect(await reserve()).toBe(0);
      expect(await reserve()).toBe(0);
      const wait = await reserve();
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(200);
      await new Promise((resolve) => setTimeout(resolve, wait + 20));
      expect(await reserve()).toBe(0);
    });

    told('say what is left, and when all of it is there again', async () => {
      const reservations = await instance();
      const key = randomUUID();
      const slow = { max: 3, windowMs: 60_000 };
      const answers = [];
      for (let call = 0; call < 4; call += 1) answers.push(await reservations.reserve(key, slow));
      expect(answers.map(({ remaining }) => remaining)).toEqual([2, 1, 0, 0]);
      for (const [call, { resetMs }] of answers.entries()) {
        const whole = Math.min(call + 1, 3) * 20_000;
        expect(resetMs).toBeGreaterThan(whole - 2_000);
        expect(resetMs).toBeLessThanOrEqual(whole + 1);
      }
    });

    told('take what a call costs', async () => {
      const reservations = await instance();
      const key = randomUUID();
      const rate = { max: 100, windowMs: 6_000_000 };
      const answers = [];
      for (const amount of [60, 41, 40, 1]) {
        const { retryAfterMs, remaining } = await reservations.reserve(key, rate, amount);
        answers.push([retryAfterMs > 0, remaining]);
      }
      expect(answers).toEqual([
        [false, 40],
        [true, 40],
        [false, 0],
        [true, 0],
      ]);
    });

    told('count each key alone, whatever it holds', async () => {
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

  it('a server that hangs is waited for once in a while, not by every call', async () => {
    const server = await hangingServer();
    const reservations = new RedisReservations(`redis://127.0.0.1:${server.port}`, memory(), log);
    try {
      // Until it is connected, nothing is sent.
      while (server.asked() === 0) {
        await reservations.reserve('probe', RATE);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const tookMs = await givenMs(async () => {
        for (let call = 0; call < 60; call += 1) await reservations.reserve('a', RATE);
      });
      // Each of them would have waited half a second.
      expect(tookMs).toBeLessThan(20_000);
    } finally {
      reservations.close();
      server.close();
    }
  });

  it('a server that hangs does not make the limit another one', async () => {
    const server = await hangingServer();
    const reservations = new RedisReservations(`redis://127.0.0.1:${server.port}`, memory(), log);
    try {
      while (server.asked() === 0) {
        await reservations.reserve('probe', RATE);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      expect(passing(await many(reservations, 'a', 50))).toBe(RATE.max);
      expect(passing(await many(reservations, 'a', 50))).toBe(0);
    } finally {
      reservations.close();
      server.close();
    }
  });

  it('a server that never answers does not hold up many calls at once', async () => {
    const server = await silentServer();
    const { port } = server.address() as AddressInfo;
    const reservations = new RedisReservations(`redis://127.0.0.1:${port}`, memory(), log);
    try {
      const tookMs = await givenMs(async () => {
        expect(passing(await many(reservations, 'a', 50))).toBe(RATE.max);
      });
      expect(tookMs).toBeLessThan(2_000);
    } finally {
      reservations.close();
      server.close();
    }
  });
});

describe('without Redis', () => {
  it('limits are per instance, which the start says', async () => {
    const lines: string[] = [];
    const reservations = openReservations(
      undefined,
      () => 1_760_000_000_000,
      createLogger('info', { write: (line) => lines.push(line) }),
    );
    const waits = await many(reservations, 'a', 30);
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

/** Introduces itself like Redis, and answers nothing after that. */
async function hangingServer() {
  let asked = 0;
  const answers: Record<string, string> = { info: '$9\r\nloading:0\r\n', client: '+OK\r\n' };
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      for (const [, command = ''] of data.toString().matchAll(/\r\n(info|client|eval)\r\n/gi)) {
        const answer = answers[command.toLowerCase()];
        if (answer === undefined) asked += 1;
        else socket.write(answer);
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { port, asked: () => asked, close: () => server.close() };
}
