import fc from 'fast-check';
import { decide, type Rate } from '../../../src/limits/rate';

const NOW = 1_760_000_000_000;

/** One caller's calls, one after the other. */
class Calls {
  private arrivalTime = 0;

  constructor(private readonly rate: Rate) {}

  /** Ms to wait; 0 when the call passed. */
  at(now: number): number {
    const decision = decide(this.rate, this.arrivalTime, now);
    if (!decision.allowed) return decision.retryAfterMs;
    this.arrivalTime = decision.arrivalTime;
    return 0;
  }

  /** How many of `count` calls pass at one instant. */
  passing(count: number, now: number): number {
    return Array.from({ length: count }, () => this.at(now)).filter((wait) => wait === 0).length;
  }
}

describe('a rate', () => {
  it('lets exactly its calls pass at once, however many they are', () => {
    const inexact = [];
    for (let max = 1; max <= 2_000; max += 1) {
      const passed = new Calls({ max, windowMs: 60_000 }).passing(max + 5, NOW);
      if (passed !== max) inexact.push({ max, passed });
    }
    expect(inexact).toEqual([]);
    expect(new Calls({ max: 15_000, windowMs: 60_000 }).passing(15_050, NOW)).toBe(15_000);
  });

  it('lets one more pass for each part of the window, and not a millisecond sooner', () => {
    const calls = new Calls({ max: 4, windowMs: 1_000 });
    expect(calls.passing(10, NOW)).toBe(4);
    expect(calls.at(NOW)).toBe(250);
    expect(calls.at(NOW + 249)).toBe(1);
    expect(calls.at(NOW + 250)).toBe(0);
    expect(calls.at(NOW + 250)).toBe(250);
    expect(calls.passing(10, NOW + 750)).toBe(2);
  });

  it('is whole again after a window', () => {
    const calls = new Calls({ max: 5, windowMs: 60_000 });
    calls.passing(5, NOW);
    expect(calls.passing(10, NOW + 60_000)).toBe(5);
  });

  it('does not save up more than a window', () => {
    const calls = new Calls({ max: 5, windowMs: 60_000 });
    calls.at(NOW);
    expect(calls.passing(100, NOW + 3_600_000)).toBe(5);
  });

  it('takes what a call costs, as if it were so many calls', () => {
    const rate = { max: 100, windowMs: 60_000 };
    const first = decide(rate, 0, NOW, 60);
    expect(first).toMatchObject({ allowed: true, remaining: 40, resetMs: 36_000 });
    const tooMuch = decide(rate, first.arrivalTime, NOW, 41);
    expect(tooMuch).toMatchObject({ allowed: false, remaining: 40, retryAfterMs: 600 });
    expect(tooMuch.arrivalTime).toBe(first.arrivalTime);
    expect(decide(rate, first.arrivalTime, NOW + 600, 41)).toMatchObject({ allowed: true });
    expect(decide(rate, first.arrivalTime, NOW, 40)).toMatchObject({ allowed: true, remaining: 0 });
    expect(decide(rate, 0, NOW, 100)).toMatchObject({ allowed: true, remaining: 0 });
  });

  it('does not punish a refused call', () => {
    const calls = new Calls({ max: 2, windowMs: 1_000 });
    calls.passing(2, NOW);
    for (let i = 0; i < 100; i += 1) calls.at(NOW + 1);
    expect(calls.at(NOW + 500)).toBe(0);
  });

  it.each([3, 7, 11, 13, 997])(
    'loses no call of %i a window to the drift of a thousand additions',
    (max) => {
      const windowMs = 60_000;
      const calls = new Calls({ max, windowMs });
      calls.passing(max, NOW);
      for (let step = 1; step <= 1_000; step += 1) {
        expect(calls.at(NOW + (step * windowMs) / max)).toBe(0);
      }
    },
  );

  it('names a wait after which the call does pass', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 1, max: 120_000 }),
        fc.array(fc.nat(2_000), { maxLength: 30 }),
        (max, windowMs, pauses) => {
          const calls = new Calls({ max, windowMs });
          let now = NOW;
          for (const pause of pauses) {
            now += pause;
            const wait = calls.at(now);
            if (wait === 0) continue;
            expect(wait).toBe(Math.ceil(wait));
            now += wait;
            expect(calls.at(now)).toBe(0);
          }
        },
      ),
    );
  });

  it('never lets more than twice its calls pass in any window', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.nat(300), { minLength: 1, maxLength: 200 }),
        (max, pauses) => {
          const windowMs = 1_000;
          const calls = new Calls({ max, windowMs });
          const passed: number[] = [];
          let now = NOW;
          for (const pause of pauses) {
            now += pause;
            if (calls.at(now) === 0) passed.push(now);
          }
          for (const from of passed) {
            const within = passed.filter((at) => at >= from && at < from + windowMs).length;
            expect(within).toBeLessThanOrEqual(2 * max);
          }
        },
      ),
    );
  });
});
