import type { FireblocksError, FireblocksErrorKind } from '../fireblocks-error';
import type { Repeatable } from './call-policies';

const MAX_ATTEMPTS = 3;

/** Half of the first wait, on average; each further wait is twice as long. */
const BASE_MS = 200;

/** A client waits for a short pause of Fireblocks; of a longer one it is told. */
const LONGEST_PAUSE_MS = 5_000;

const REPEATED_AFTER: Record<Repeatable, ReadonlySet<FireblocksErrorKind>> = {
  reads: new Set(['UNREACHABLE', 'TIMEOUT', 'SERVER', 'RATE_LIMITED']),
  keyed: new Set(['UNREACHABLE', 'RATE_LIMITED']),
  never: new Set(),
};

/**
 * Milliseconds after which the call may be sent again; undefined when it must not be. With full
 * jitter, so that those who failed together do not come back together.
 *
 * @param attempt of the one that failed, from 1
 */
export function repeatAfter(
  repeatable: Repeatable,
  error: FireblocksError,
  attempt: number,
): number | undefined {
  if (attempt >= MAX_ATTEMPTS || !REPEATED_AFTER[repeatable].has(error.kind)) return undefined;
  if ((error.retryAfterMs ?? 0) > LONGEST_PAUSE_MS) return undefined;
  return Math.random() * BASE_MS * 2 ** (attempt - 1);
}
