import { setImmediate } from 'node:timers/promises';
import { GRANTED, type CallAllowance } from '../../src/fireblocks/outbound/call-allowance';
import { Outbound } from '../../src/fireblocks/outbound/outbound';
import { OutboundQueue } from '../../src/fireblocks/outbound/outbound-queue';
import { MemoryCallAllowance } from '../../src/limits/memory-call-allowance';
import { inRequestScope } from '../../src/shared/request-scope';

/**
 * What the gate to Fireblocks costs a call in CPU time, by how many wait and by how many users there
 * are; in turns, in one run. None of it may grow. Exit code 1: something does.
 */
const ROUNDS = 9;
const CALLS = 5_000;
/** Beside it a hundredth of a relay's cost, which the memory of ten thousand that wait may take. */
const MOST = { times: 2.5, moreMicros: 10 };
const WHOEVER = { share: 0.5, endpoint: 'invokeRpc' };

/** CPU time of a call in microseconds. */
type Measure = () => Promise<number>;

async function cpuMicros(calls: number, run: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

/** Enter, send and settle, with all the budget that is needed. */
function sent(users: number): Measure {
  let now = 1_760_000_000_000;
  const clock = (): number => now;
  const allowance = new MemoryCallAllowance(1_000_000, clock);
  const outbound = new Outbound({ allowance, clock, tell: () => undefined });
  let next = 0;
  const call = (): Promise<void> => {
    now += 1;
    next = (next + 1) % users;
    return inRequestScope({ requestId: '', caller: `user ${next}` }, () =>
      outbound.run({ operation: 'invokeRpc' }, () => Promise.resolve()),
    );
  };
  return async () => {
    // All users have been here before.
    for (let known = 0; known < users; known += 1) await call();
    return cpuMicros(CALLS, async () => {
      for (let at = 0; at < CALLS; at += 1) await call();
    });
  };
}

/** One comes and one goes, while so many wait: each of another user, or all of ten. */
function waited(waiting: number, users: number): Measure {
  return async () => {
    let now = 1_760_000_000_000;
    let permits = 0;
    const allowance: CallAllowance = {
      callsPerMinute: 60_000,
      take: (claims) =>
        claims.map(() => ((permits -= 1) >= 0 ? GRANTED : { ms: 1, by: 'budget' as const })),
      pause: () => undefined,
    };
    const capacity = { signing: 1e6, ordinary: 1e6, telemetry: 1e6 };
    const clock = (): number => now;
    const queue = new OutboundQueue({
      ...{ allowance, capacity, drainMs: 10_000, clock, tell: () => undefined },
    });
    let next = 0;
    const come = (): void => {
      now += 1;
      next = (next + 1) % users;
      const claim = { ...WHOEVER, holder: `user ${next}` };
      const entry = { lane: 'signing', claim, maxWaitMs: 3_600_000, signal: undefined } as const;
      queue.enter(entry)?.catch(() => undefined);
    };
    for (let at = 0; at < waiting; at += 1) come();
    const micros = await cpuMicros(CALLS, async () => {
      for (let at = 0; at < CALLS; at += 1) {
        permits = 1;
        come();
        if (at % 100 === 0) await setImmediate();
      }
    });
    if (queue.waiting('signing') !== waiting) throw new Error('they did not go one by one');
    queue.close();
    return micros;
  };
}

interface Kind {
  name: string;
  measure: Measure;
  /** Costs about as much as that one. */
  like?: string;
}

const KINDS: Kind[] = [
  { name: 'sent at once, 10 users', measure: sent(10) },
  { name: 'sent at once, 100,000 users', measure: sent(100_000), like: 'sent at once, 10 users' },
  { name: '1 waits', measure: waited(1, 10) },
  { name: '10 wait, of 10 users', measure: waited(10, 10) },
  // As many as ask for a place together: more than that must make no difference.
  { name: '32 wait, of 32', measure: waited(32, 32) },
  { name: '1,000 wait, of 10', measure: waited(1_000, 10), like: '32 wait, of 32' },
  { name: '1,000 wait, of 1,000', measure: waited(1_000, 1_000), like: '32 wait, of 32' },
  { name: '10,000 wait, of 10,000', measure: waited(10_000, 10_000), like: '32 wait, of 32' },
];

async function main(): Promise<void> {
  const all = new Map<string, number[]>(KINDS.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { name, measure } of KINDS) all.get(name)?.push(await measure());
  }
  const medians = new Map([...all].map(([name, values]) => [name, medianOf(values.slice(1))]));
  for (const { name, like } of KINDS) {
    const micros = medians.get(name) ?? 0;
    const ratio = like === undefined ? 1 : micros / (medians.get(like) ?? 0);
    const told = like === undefined ? '' : `, ${ratio.toFixed(2)} times "${like}"`;
    process.stdout.write(`${name}: ${micros.toFixed(1)} µs a call${told}\n`);
    const most = MOST.times * (micros / ratio) + MOST.moreMicros;
    if (micros > most) process.exitCode = 1;
  }
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? 0;
}

void main();
