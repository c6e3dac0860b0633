import { MemoryReservations } from '../../../src/limits/reservations';

const ONCE = { max: 1, windowMs: 60_000 };

describe('reservations in memory', () => {
  let now: number;
  let reservations: MemoryReservations;

  beforeEach(() => {
    now = 1_760_000_000_000;
    reservations = new MemoryReservations(() => now);
  });

  const wait = (key: string) => reservations.reserve(key, ONCE).retryAfterMs;

  it('are counted for each key alone', () => {
    expect(wait('a')).toBe(0);
    expect(wait('a')).toBe(60_000);
    expect(wait('b')).toBe(0);
  });

  it('follow the clock', () => {
    reservations.reserve('a', ONCE);
    now += 59_999;
    expect(wait('a')).toBe(1);
    now += 1;
    expect(wait('a')).toBe(0);
  });

  it('are kept for 100,000 keys and no more, the longest idle being forgotten', () => {
    for (let i = 0; i < 100_000; i += 1) reservations.reserve(`key ${i}`, ONCE);
    // Asked for, though refused: no longer idle.
    expect(wait('key 0')).toBe(60_000);
    reservations.reserve('one more', ONCE);
    expect(wait('key 0')).toBe(60_000);
    expect(wait('key 2')).toBe(60_000);
    expect(wait('key 1')).toBe(0);
  });

  it('say what is left, and when all of it is there again', () => {
    const rate = { max: 3, windowMs: 60_000 };
    const told = () => {
      const { remaining, resetMs } = reservations.reserve('a', rate);
      return [remaining, resetMs];
    };
    expect(told()).toEqual([2, 20_000]);
    expect(told()).toEqual([1, 40_000]);
    expect(told()).toEqual([0, 60_000]);
    expect(told()).toEqual([0, 60_000]);
    now += 30_000;
    expect(told()).toEqual([0, 50_000]);
    now += 600_000;
    expect(told()).toEqual([2, 20_000]);
  });

  it('cost no more for a hundred thousand callers than for ten', () => {
    const keys = (count: number) => Array.from({ length: count }, (_, i) => `caller ${i}`);
    const [few, many] = [keys(10), keys(100_000)];
    for (const key of many) reservations.reserve(key, ONCE);
    const calls = 50_000;
    const timeOf = (callers: readonly string[]): number => {
      const startedAt = performance.now();
      for (let i = 0; i < calls; i += 1)
        reservations.reserve(callers[(i * 7) % callers.length]!, ONCE);
      return performance.now() - startedAt;
    };
    // What grew with the callers would be thousands of times as much; neighbours' work is not.
    const ratios = Array.from({ length: 5 }, () => timeOf(many) / timeOf(few));
    expect(Math.min(...ratios)).toBeLessThan(50);
  });
});
