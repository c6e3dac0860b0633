const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** How long to wait before another attempt, counted from 0: doubling, and spread so that clients of a restarted gateway do not return at once. */
export function backoffMs(attempt: number): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return longest / 2 + (Math.random() * longest) / 2;
}
