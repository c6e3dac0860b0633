import { join } from 'node:path';
import { z } from 'zod';
import type { NodeProcess } from '../support/node-process';

const census = z.object({
  heapMb: z.number(),
  /** What buffers hold, which is outside of the heap. */
  buffersMb: z.number(),
  /** What keeps the event loop alive: sockets, servers, timers. */
  handles: z.number(),
  /** How many objects of these classes are alive, `Listener` being those of event targets. */
  objects: z.record(z.string(), z.number()),
  /**
   * The longest turn of the event loop since the census before: what it computed, and what it lasted
   * without the time in which the machine had no CPU for it.
   */
  stall: z.object({ computedMs: z.number(), heldMs: z.number() }),
});

/** What is alive in a process after a full garbage collection. */
export type Census = z.infer<typeof census>;

/** Settings of a process whose census can be taken. */
export const COUNTED = {
  NODE_OPTIONS: `--disable-warning=ExperimentalWarning --require ${join(__dirname, 'tell-census.cjs')}`,
};

/** The same without counting objects, which takes seconds. */
export const COUNTED_BRIEFLY = { ...COUNTED, CENSUS: 'brief' };

const TOLD = /\ncensus (?<json>.+)\n/;

export async function takeCensus(process: NodeProcess): Promise<Census> {
  process.stdout = '';
  process.signal('SIGUSR2');
  const { groups } = await process.says(TOLD);
  return census.parse(JSON.parse(groups?.['json'] ?? ''));
}

/** So many of each may come and go: connections that are kept, a round that is under way. */
const COMING_AND_GOING = 15;
/** Of what each connection has several. */
const EMITTERS = 100;
const HEAP = { factor: 1.15, mb: 6 };
const BUFFERS_MB = 4;

/**
 * The longest turns of an event loop. What it computes in one is all its own; what else holds it is
 * mostly the disk under the embedded database, which others use as well.
 */
const LONGEST_TURN = { computedMs: 1_000, heldMs: 5_000 };

/** What has grown by more than what comes and goes. */
export function growth(before: Census, now: Census): string[] {
  const most = HEAP.factor * before.heapMb + HEAP.mb;
  const grown: string[] = [];
  const compare = (name: string, from: number, to: number, limit: number): void => {
    if (to > limit) grown.push(`${name}: ${from.toFixed(0)} → ${to.toFixed(0)}`);
  };
  compare('heap (MB)', before.heapMb, now.heapMb, most);
  compare('buffers (MB)', before.buffersMb, now.buffersMb, before.buffersMb + BUFFERS_MB);
  compare('handles', before.handles, now.handles, before.handles + COMING_AND_GOING);
  for (const [name, count] of Object.entries(now.objects)) {
    const from = before.objects[name] ?? 0;
    compare(name, from, count, from + (name === 'EventEmitter' ? EMITTERS : COMING_AND_GOING));
  }
  return grown;
}

/** @param lostMs how long the machine stood still at most */
export function stalls({ stall: { computedMs, heldMs } }: Census, lostMs: number): string[] {
  const mostHeldMs = LONGEST_TURN.heldMs + 2 * lostMs;
  return [
    ...(computedMs > LONGEST_TURN.computedMs
      ? [`it computed for ${computedMs.toFixed(0)} ms`]
      : []),
    ...(heldMs > mostHeldMs ? [`its event loop was held for ${heldMs.toFixed(0)} ms`] : []),
  ];
}
