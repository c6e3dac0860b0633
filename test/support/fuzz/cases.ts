import { Random } from './random';

const AT_ONCE = 16;
const TELL_MS = 5_000;

interface CaseRange {
  from: number;
  to: number;
  /** Called now and then, with how many are done. */
  progress: (done: number) => void;
}

/** Each case with a seed of its own, which its failure names. */
export async function runCases(
  { from, to, progress }: CaseRange,
  send: (random: Random) => Promise<void>,
): Promise<void> {
  let next = from;
  let toldAt = performance.now();
  const worker = async (): Promise<void> => {
    while (next < to) {
      const seed = next;
      next += 1;
      try {
        await send(new Random(seed));
      } catch (error) {
        throw new Error(`case ${seed}: ${String(error)}`, { cause: error });
      }
      if (performance.now() - toldAt < TELL_MS) continue;
      toldAt = performance.now();
      progress(next - from);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
