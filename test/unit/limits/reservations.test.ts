import { MemoryReservations } from '../../../src/limits/reservations';

const ONCE = { max: 1, windowMs: 60_000 };

describe('reservations in memory', () => {
  let now: number;
  let reservations: MemoryReservations;

  beforeEach(() => {
    now = 1_760_000_000_000;
    reservations = new MemoryReservations(() => now);
  });

  it('are counted for each key alone', () => {
    expect(reservations.reserve('a', ONCE)).toBe(0);
    expect(reservations.reserve('a', ONCE)).toBe(60_000);
    expect(reservations.reserve('b', ONCE)).toBe(0);
  });

  it('follow the clock', () => {
    reservations.reserve('a', ONCE);
    now += 59_999;
    expect(reservations.reserve('a', ONCE)).toBe(1);
    now += 1;
    expect(reservations.reserve('a', ONCE)).toBe(0);
  });

  it('are kept for 100,000 keys and no more, the longest idle being forgotten', () => {
    for (let i = 0; i < 100_000; i += 1) reservations.reserve(`key ${i}`, ONCE);
    // Asked for, though refused: no longer idle.
    expect(reservations.reserve('key 0', ONCE)).toBe(60_000);
    reservations.reserve('one more', ONCE);
    expect(reservations.reserve('key 0', ONCE)).toBe(60_000);
    expect(reservations.reserve('key 2', ONCE)).toBe(60_000);
    expect(reservations.reserve('key 1', ONCE)).toBe(0);
  });
});
