/** How many calls one caller may make in a window. */
export interface Rate {
  max: number;
  windowMs: number;
}

/** Either the new theoretical arrival time, or how long to wait. */
export type GcraDecision =
  { allowed: true; arrivalTime: number } | { allowed: false; retryAfterMs: number };

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
 */
export function decide({ max, windowMs }: Rate, arrivalTime: number, now: number): GcraDecision {
  const step = windowMs / max;
  const next = Math.max(arrivalTime, now) + step;
  const wait = next - now - windowMs;
  return wait <= Math.min(max * ROUNDING_MS, step / 2)
    ? { allowed: true, arrivalTime: next }
    : { allowed: false, retryAfterMs: Math.ceil(wait) };
}
