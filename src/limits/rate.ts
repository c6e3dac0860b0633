/** How many calls one caller may make in a window, or how much they may cost together. */
export interface Rate {
  max: number;
  windowMs: number;
}

/** What became of a call, and what is left after it. */
export interface GcraDecision {
  allowed: boolean;
  /** To be remembered; moves only when the call was allowed. */
  arrivalTime: number;
  /** 0 when it was allowed. */
  retryAfterMs: number;
  remaining: number;
  /** Until everything is allowed again. */
  resetMs: number;
}

/**
 * What one addition to a time of today is rounded by, at most. Over `max` of them it adds up, which
 * must not cost a call. (With more than 15,000 calls a minute it may be one more or less.)
 */
export const ROUNDING_MS = 0.000_125;

/**
 * The generic cell rate algorithm: one number for each caller, no list of calls. A rested caller
 * passes `max` calls at once; after that one more for each `windowMs / max`.
 *
 * @param arrivalTime when the calls so far would have ended at an even pace; ms since the epoch
 * @param amount how many calls it counts for
 */
export function decide(
  { max, windowMs }: Rate,
  arrivalTime: number,
  now: number,
  amount = 1,
): GcraDecision {
  const step = windowMs / max;
  const length = step * amount;
  const tolerance = Math.min(max * ROUNDING_MS, step / 2);
  const before = Math.max(arrivalTime, now);
  const wait = before + length - now - windowMs;
  const allowed = wait <= tolerance;
  const after = allowed ? before + length : before;
  return {
    allowed,
    arrivalTime: after,
    retryAfterMs: allowed ? 0 : Math.ceil(wait),
    remaining: Math.max(0, Math.floor((windowMs - (after - now) + tolerance) / step)),
    resetMs: Math.ceil(after - now),
  };
}
