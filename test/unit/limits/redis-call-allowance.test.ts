import { randomUUID } from 'node:crypto';
import { openCallAllowance } from '../../../src/limits/open-call-allowance';
import { RedisCallAllowance } from '../../../src/limits/redis-call-allowance';
import { createLogger } from '../../../src/shared/logger';
import { unlessStalled } from '../../support/given-time';

const silent = createLogger('silent');
const PER_MINUTE = 1_100;
const BURST = 100;
const claim = (holder: string, share = 1, endpoint = 'e') => ({ holder, share, endpoint });

const open: RedisCallAllowance[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

function instance(url: string, workspace: string, log = silent): RedisCallAllowance {
  const options = { url, workspace, callsPerMinute: PER_MINUTE, clock: Date.now, log };
  const allowance = new RedisCallAllowance(options);
  open.push(allowance);
  return allowance;
}

async function granted(allowance: RedisCallAllowance, claims = [claim('a')]): Promise<number> {
  return (await allowance.take(claims)).filter(({ ms }) => ms === 0).length;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const url = process.env['TEST_REDIS_URL'];

// Jest refuses an empty table; without a server there is nothing to say about Redis.
for (const redisUrl of url === undefined ? [] : [url])
  describe('a budget in Redis', () => {
    /** Two gateways of one workspace, when they are connected. */
    async function two(): Promise<[RedisCallAllowance, RedisCallAllowance]> {
      const workspace = randomUUID();
      return Promise.all([connected(workspace), connected(workspace)]);
    }

    /** One that decides by Redis; each try takes one call. */
    async function connected(workspace: string): Promise<RedisCallAllowance> {
      const alone: string[] = [];
      const log = createLogger('debug', { write: (line) => alone.push(line) });
      const allowance = instance(redisUrl, workspace, log);
      for (;;) {
        await pause(100);
        const before = alone.length;
        const answer = allowance.take([claim('probe')]);
        await answer;
        if (answer instanceof Promise && alone.length === before) return allowance;
      }
    }

    // Redis has half a second to answer, and what it is asked for comes back by its own clock.
    const told = (what: string, work: () => Promise<void>) => {
      it(what, () => unlessStalled(work));
    };

    told('is passed by two instances together once and not twice', async () => {
      const [one, two_] = await two();
      const batches = Array.from({ length: 12 }, (_, at) => {
        const claims = Array.from({ length: 32 }, (__, user) => claim(`${at} ${user}`));
        return granted(at % 2 === 0 ? one : two_, claims);
      });
      const counts = await Promise.all(batches);
      const total = counts.reduce((sum, count) => sum + count, 0);
      // The burst, and what the pace adds while the test runs (one each 60 ms).
      expect(total).toBeGreaterThanOrEqual(BURST - 2);
      expect(total).toBeLessThanOrEqual(BURST + 10);
    });

    told('caps one user over both, and leaves the rest to others', async () => {
      const [one, two_] = await two();
      const mine = Array.from({ length: 60 }, () => claim('noisy', 0.5));
      const counts = await Promise.all([granted(one, mine), granted(two_, mine)]);
      expect(counts[0] + counts[1]).toBe(BURST / 2);
      const [wait] = await two_.take([claim('noisy', 0.5)]);
      expect(wait).toMatchObject({ by: 'holder' });
      expect(wait!.ms).toBeGreaterThan(0);
      expect(await granted(two_, [claim('bob', 0.5)])).toBe(1);
    });

    told(
      'tells every instance which endpoint one was told to leave alone, and for how long',
      async () => {
        const [one, two_] = await two();
        one.pause('lists', 60_000);
        one.pause('lists', 10);
        await pause(50);
        const [lists, relays] = await two_.take([claim('a', 1, 'lists'), claim('a', 1, 'relays')]);
        expect(lists).toMatchObject({ by: 'endpoint' });
        expect(lists!.ms).toBeGreaterThan(30_000);
        expect(relays!.ms).toBe(0);
        one.pause('other', 300);
        await pause(400);
        expect(await granted(two_, [claim('a', 1, 'other')])).toBe(1);
      },
    );

    told('is that of one workspace', async () => {
      const [one] = await two();
      const [other] = await two();
      one.pause('e', 5_000);
      await pause(50);
      expect(await granted(other)).toBe(1);
    });
  });

describe('while Redis is away', () => {
  it('each instance uses half of the budget, and Redis is not asked for each call', async () => {
    const allowance = instance('redis://127.0.0.1:1', 'w');
    const claims = Array.from({ length: 200 }, (_, user) => claim(`${user}`));
    expect(await granted(allowance, claims)).toBe(BURST / 2);
    expect(allowance.take([claim('a')])).not.toBeInstanceOf(Promise);
  });
});

describe('at the start', () => {
  it.each([
    [undefined, 'the Fireblocks budget is per instance; set REDIS_URL to share it'],
    ['redis://127.0.0.1:1', 'the Fireblocks budget is shared by all instances'],
  ])('with REDIS_URL %p it is said whose the budget is', (redisUrl, words) => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line) => lines.push(line) });
    const options = { redisUrl, workspace: 'w', callsPerMinute: PER_MINUTE, clock: Date.now };
    openCallAllowance({ ...options, log: logger }).close();
    expect(lines.join()).toContain(words);
    expect(lines.join()).toContain('"callsPerMinute":1100');
  });
});
