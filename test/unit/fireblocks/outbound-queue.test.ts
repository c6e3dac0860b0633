import { GRANTED } from '../../../src/fireblocks/outbound/call-allowance';
import type { Lane } from '../../../src/fireblocks/outbound/call-policies';
import type { OutboundEvent } from '../../../src/fireblocks/outbound/outbound-events';
import { OutboundQueue } from '../../../src/fireblocks/outbound/outbound-queue';
import { MemoryCallAllowance } from '../../../src/limits/memory-call-allowance';
import { failureOf } from './support/values';

/** 60 at once, and then one each 100 ms. */
const PER_MINUTE = 660;
const STEP_MS = 100;
const MAX_WAIT_MS = 10_000;

let queue: OutboundQueue;
let events: OutboundEvent[];
/** Names of the calls that went out, in their order. */
let sent: string[];

beforeEach(() => {
  jest.useFakeTimers({ now: 1_760_000_000_000 });
  events = [];
  sent = [];
  const clock = Date.now;
  queue = new OutboundQueue({
    allowance: new MemoryCallAllowance(PER_MINUTE, clock),
    capacity: { signing: 100, ordinary: 50, telemetry: 8 },
    drainMs: MAX_WAIT_MS,
    clock,
    tell: (event) => events.push(event),
  });
});
afterEach(() => {
  queue.close();
  jest.useRealTimers();
});

interface Call {
  name?: string;
  lane?: Lane;
  share?: number;
  endpoint?: string;
  signal?: AbortSignal;
}

async function call(holder: string, { name = holder, lane, share, endpoint, signal }: Call = {}) {
  await queue.enter({
    lane: lane ?? 'signing',
    claim: { holder, share: share ?? 1, endpoint: endpoint ?? 'relays' },
    maxWaitMs: MAX_WAIT_MS,
    signal,
  });
  sent.push(name);
}

/** A call whose end does not matter to the test. */
function start(holder: string, options?: Call): void {
  call(holder, options).catch(() => undefined);
}

/** Uses up what may go at once. */
async function exhaust(): Promise<void> {
  await Promise.all(Array.from({ length: 60 }, (_, user) => call(`early ${user}`)));
  expect(queue.waiting('signing')).toBe(0);
  sent.length = 0;
}

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

it('lets calls go at once while there is budget, without a promise', () => {
  const claim = { holder: 'a', share: 1, endpoint: 'relays' };
  const entry = { lane: 'signing', claim, maxWaitMs: 1 } as const;
  for (let i = 0; i < 60; i += 1) {
    expect(queue.enter({ ...entry, signal: undefined })).toBeUndefined();
  }
  const waiting = queue.enter({ ...entry, maxWaitMs: 500, signal: undefined });
  expect(waiting).toBeInstanceOf(Promise);
  waiting?.catch(() => undefined);
});

it('then lets them go at the pace of the budget', async () => {
  await exhaust();
  const calls = ['a', 'b', 'c'].map((holder) => call(holder));
  await pass(STEP_MS + 1);
  expect(sent).toEqual(['a']);
  await pass(STEP_MS);
  expect(sent).toEqual(['a', 'b']);
  await pass(STEP_MS);
  await Promise.all(calls);
  expect(events.filter(({ type }) => type === 'waited')).toHaveLength(3);
});

it('serves holders in turn: who has many waits behind who has one', async () => {
  await exhaust();
  for (let i = 0; i < 20; i += 1) start('noisy');
  start('bob');
  start('carol');
  await pass(5 * STEP_MS);
  expect(sent).toEqual(['noisy', 'bob', 'carol', 'noisy', 'noisy']);
});

it('sends signing first and telemetry last, and does not starve what is ordinary', async () => {
  await exhaust();
  start('t', { lane: 'telemetry' });
  for (let i = 0; i < 5; i += 1) start(`o ${i}`, { name: 'ordinary', lane: 'ordinary' });
  for (let i = 0; i < 25; i += 1) start(`s ${i}`, { name: 'signing' });
  await pass(25 * STEP_MS);
  const early = sent.filter((name) => name === 'ordinary').length;
  expect(early).toBeGreaterThanOrEqual(1);
  expect(early).toBeLessThanOrEqual(3);
  await pass(7 * STEP_MS);
  expect(sent.at(-1)).toBe('t');
  expect(sent).toHaveLength(31);
});

it('keeps a holder to its share, while others pass', async () => {
  for (let i = 0; i < 40; i += 1) start('noisy', { share: 0.5 });
  // A burst of its own share is 30 of the 60.
  expect(await pass(0).then(() => sent.length)).toBe(30);
  await call('bob', { share: 0.5 });
  expect(sent.at(-1)).toBe('bob');
  await pass(2_000);
  // 330 a minute: one each 200 ms.
  expect(sent.filter((name) => name === 'noisy')).toHaveLength(40);
});

it('answers what finds no room as busy with a wait, and leaves room for a newcomer', async () => {
  await exhaust();
  for (let i = 0; i < 50; i += 1) start('noisy');
  const refused = await failureOf(call('noisy'));
  expect(refused).toMatchObject({ kind: 'BUSY', definitive: false });
  expect(refused.retryAfterMs).toBeGreaterThanOrEqual(1_000);
  start('other');
  expect(queue.waiting('signing')).toBe(51);
  expect(events).toContainEqual({ type: 'refused', lane: 'signing', reason: 'full' });
  await pass(51 * STEP_MS + 1);
  expect(sent).toHaveLength(51);
});

it('sends, or answers as not sent, everything that it let wait', async () => {
  await exhaust();
  let refused = 0;
  const calls = Array.from({ length: 100 }, (_, user) =>
    call(`user ${user}`, { lane: user % 3 === 0 ? 'ordinary' : 'signing' }).catch(() => {
      refused += 1;
    }),
  );
  await pass(MAX_WAIT_MS + STEP_MS);
  await Promise.all(calls);
  expect(sent.length + refused).toBe(100);
  expect(sent.length).toBeGreaterThan(95);
});

it('gives up what waited too long', async () => {
  await exhaust();
  const late = failureOf(call('reporter', { lane: 'telemetry' }));
  // Signing goes on arriving as fast as calls may go.
  for (let at = 0; at <= 101; at += 1) {
    start(`user ${at}`);
    await pass(STEP_MS);
  }
  expect(await late).toMatchObject({ kind: 'BUSY' });
  expect(events).toContainEqual({ type: 'refused', lane: 'telemetry', reason: 'late' });
});

it('forgets a call whose client has gone', async () => {
  await exhaust();
  const client = new AbortController();
  const gone = failureOf(call('alice', { signal: client.signal }));
  start('bob');
  client.abort();
  expect((await gone).kind).toBe('ABORTED');
  await pass(STEP_MS + 1);
  expect(sent).toEqual(['bob']);
  await expect(call('alice', { signal: client.signal })).rejects.toMatchObject({ kind: 'ABORTED' });
});

/** Between two calls of an endpoint after a pause. */
const PACE_MS = 60_000 / PER_MINUTE;

it('sends nothing to an endpoint during its pause, and then no burst', async () => {
  queue.pause('relays', 3_000);
  for (const user of ['a', 'b', 'c']) start(user);
  await pass(2_999);
  expect(sent).toEqual([]);
  await pass(3);
  expect(sent).toEqual(['a']);
  await pass(2 * PACE_MS);
  expect(sent).toEqual(['a', 'b', 'c']);
  await pass(61_000);
  for (let i = 0; i < 10; i += 1) start(`later ${i}`);
  await pass(PACE_MS + 1);
  expect(sent).toHaveLength(13);
});

it('sends to every other endpoint during a pause, also for whom it holds back', async () => {
  queue.pause('lists', 5_000);
  for (let i = 0; i < 40; i += 1) start('alice', { name: 'held back', endpoint: 'lists' });
  await call('alice', { name: 'relay' });
  await call('bob', { name: 'relay' });
  expect(sent).toEqual(['relay', 'relay']);
  await pass(5_000 + 39 * PACE_MS + 100);
  expect(sent).toHaveLength(42);
});

it('leaves an endpoint alone of which another instance was told', async () => {
  const told = { ms: 2_000, by: 'endpoint' as const };
  const allowance = { callsPerMinute: PER_MINUTE, pause: jest.fn(), take: jest.fn(() => [told]) };
  const one = new OutboundQueue({
    ...{ allowance, drainMs: MAX_WAIT_MS, clock: Date.now, tell: () => undefined },
    capacity: { signing: 100, ordinary: 50, telemetry: 8 },
  });
  const claim = { holder: 'a', share: 1, endpoint: 'relays' };
  const entry = { lane: 'signing', claim, signal: undefined } as const;
  void one.enter({ ...entry, maxWaitMs: MAX_WAIT_MS })?.catch(() => undefined);
  expect(() => one.enter({ ...entry, maxWaitMs: 1_000 })).toThrow(
    expect.objectContaining({ kind: 'RATE_LIMITED', retryAfterMs: 2_000 }) as Error,
  );
  await pass(1_900);
  expect(allowance.take).toHaveBeenCalledTimes(1);
  expect(allowance.pause).not.toHaveBeenCalled();
  one.close();
});

it('does not let anybody wait for a pause that is longer than it is worth', async () => {
  await exhaust();
  const waiting = failureOf(call('a'));
  queue.pause('relays', 30_000);
  expect(await waiting).toMatchObject({ kind: 'RATE_LIMITED', retryAfterMs: 30_000 });
  await pass(10_000);
  expect(await failureOf(call('b'))).toMatchObject({ kind: 'RATE_LIMITED', retryAfterMs: 20_000 });
  expect(events).toContainEqual({ type: 'refused', lane: 'signing', reason: 'paused' });
});

it('answers what still waits when it is closed', async () => {
  await exhaust();
  const waiting = failureOf(call('a'));
  queue.close();
  expect((await waiting).kind).toBe('ABORTED');
  expect((await failureOf(call('a'))).kind).toBe('ABORTED');
});

it.each([50, 51, 52, 53, 54, 55])(
  'wakes who waits, whichever reading of the clock a pause ends before (%d)',
  async (pauseMs) => {
    queue.close();
    // Each reading is later than the one before, as it may be of any clock.
    let now = 0;
    const clock = () => (now += 1);
    queue = new OutboundQueue({
      allowance: {
        callsPerMinute: PER_MINUTE,
        take: (claims) => claims.map(() => GRANTED),
        pause: () => undefined,
      },
      capacity: { signing: 100, ordinary: 50, telemetry: 8 },
      drainMs: MAX_WAIT_MS,
      clock,
      tell: () => undefined,
    });
    queue.pause('relays', pauseMs);
    start('a');
    await pass(MAX_WAIT_MS / 2);
    expect(sent).toEqual(['a']);
  },
);
