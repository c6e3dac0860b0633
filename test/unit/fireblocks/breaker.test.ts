import { Breaker } from '../../../src/fireblocks/outbound/breaker';

let now: number;
let changes: string[];
let breaker: Breaker;

beforeEach(() => {
  now = 1_760_000_000_000;
  changes = [];
  breaker = new Breaker(
    () => now,
    (state) => changes.push(state),
  );
});

function fail(times: number, verdict: 'failed' | 'unreached' = 'unreached', holder = 'a'): void {
  for (let i = 0; i < times; i += 1) breaker.tell(verdict, holder);
}

it('opens after ten failures in a row, and says how long', () => {
  fail(9);
  expect(breaker.enter()).toBe(0);
  fail(1);
  expect(breaker.enter()).toBe(5_000);
  now += 4_000;
  expect(breaker.wait()).toBe(1_000);
  expect(changes).toEqual(['open']);
});

it('does not open when answers come in between', () => {
  for (let i = 0; i < 20; i += 1) {
    fail(9);
    breaker.tell('answered', 'a');
  }
  expect(breaker.enter()).toBe(0);
});

it('lets one call through after a while, and closes when it is answered', () => {
  fail(10);
  now += 5_000;
  expect(breaker.wait()).toBe(0);
  expect(breaker.enter()).toBe(0);
  expect(breaker.enter()).toBeGreaterThan(0);
  breaker.tell('answered', 'a');
  expect([breaker.enter(), breaker.enter()]).toEqual([0, 0]);
  expect(changes).toEqual(['open', 'half-open', 'closed']);
});

it('stays open when that call fails', () => {
  fail(10);
  now += 5_000;
  breaker.enter();
  fail(1);
  expect(breaker.enter()).toBe(5_000);
  expect(changes).toEqual(['open', 'half-open', 'open']);
});

it('lets another one through when the first says nothing for long, or leaves', () => {
  fail(10);
  now += 5_000;
  expect(breaker.enter()).toBe(0);
  now += 5_000;
  expect(breaker.enter()).toBe(0);
  expect(breaker.enter()).toBeGreaterThan(0);
  breaker.drop();
  expect(breaker.enter()).toBe(0);
});

it("does not open by one user's failures, however many, but by those of four", () => {
  fail(100, 'failed', 'mallory');
  expect(breaker.enter()).toBe(0);
  for (const user of ['a', 'b']) fail(3, 'failed', user);
  expect(breaker.enter()).toBe(0);
  fail(1, 'failed', 'c');
  expect(breaker.enter()).toBe(5_000);
});
