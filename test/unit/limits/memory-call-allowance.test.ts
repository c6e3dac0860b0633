import fc from 'fast-check';
import { MemoryCallAllowance } from '../../../src/limits/memory-call-allowance';

const START = 1_760_000_000_000;
const claim = (holder: string, share = 1, endpoint = 'e') => ({ holder, share, endpoint });

it('never grants more than the budget in any minute, wherever the minute begins', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 400 }),
      fc.array(fc.nat(3_000), { minLength: 1, maxLength: 300 }),
      (perMinute, pauses) => {
        let now = START;
        const allowance = new MemoryCallAllowance(perMinute, () => now);
        const granted: number[] = [];
        for (const pause of pauses) {
          now += pause;
          // Everybody asks, over and over.
          for (const { ms } of allowance.take(
            Array.from({ length: 50 }, (_, i) => claim(`${i}`)),
          )) {
            if (ms === 0) granted.push(now);
          }
        }
        for (const from of granted) {
          const within = granted.filter((at) => at >= from && at < from + 60_000).length;
          expect(within).toBeLessThanOrEqual(perMinute);
        }
      },
    ),
    { numRuns: 60 },
  );
});

it('grants a whole minute nearly all of the budget', () => {
  let now = START;
  const allowance = new MemoryCallAllowance(1_000, () => now);
  let granted = 0;
  for (; now < START + 60_000; now += 10) {
    if (allowance.take([claim('a')])[0]?.ms === 0) granted += 1;
  }
  expect(granted).toBeLessThanOrEqual(1_000);
  expect(granted).toBeGreaterThan(900);
});

it('tells by whose budget a call has to wait, and takes nothing for one that waits', () => {
  const allowance = new MemoryCallAllowance(110, () => START);
  const half = () => claim('a', 0.5);
  expect(allowance.take([half(), half(), half(), half(), half()]).map(({ ms }) => ms)).toEqual([
    0, 0, 0, 0, 0,
  ]);
  for (let i = 0; i < 10; i += 1)
    expect(allowance.take([half()])[0]).toMatchObject({ by: 'holder' });
  const rest = allowance.take(['b', 'c', 'd', 'e', 'f', 'g'].map((holder) => claim(holder, 0.5)));
  expect(rest.map(({ ms, by }) => [ms > 0, by])).toEqual([
    ...Array.from({ length: 5 }, () => [false, 'budget']),
    [true, 'budget'],
  ]);
});
