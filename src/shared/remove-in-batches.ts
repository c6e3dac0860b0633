const BATCH = 1_000;

/** Repeats `remove`, which is given how many rows at most, until it finds fewer; answers the sum. */
export async function removeInBatches(
  remove: (limit: number) => Promise<number>,
  closed: AbortSignal,
): Promise<number> {
  let sum = 0;
  for (;;) {
    const removed = await remove(BATCH);
    sum += removed;
    if (removed < BATCH || closed.aborted) return sum;
  }
}
