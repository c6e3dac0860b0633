/** How many calls one caller may make in a window. */
export interface Rate {
  max: number;
  windowMs: number;
}

/** Either the new theoretical arrival time, or how long to wait. */
export type GcraDecision =
  { allowed: true; arrivalTime: number } | { allowed: false; retryAfterMs: number };

/**
 * The generic cell rate algorithm: one number for each caller, no list of calls. A rested caller
 * passes `max` calls at once; after that one more for each `windowMs / max`.
 *
 * @param arrivalTime when the calls so far would have ended at an even pace; ms since the epoch
 */
export function decide({ max, windowMs }: Rate, arrivalTime: number, now: number): GcraDecision {
  const next = Math.max(arrivalTime, now) + windowMs / max;
  const wait = next - now - windowMs;
  // Repeated addition of fractions drifts by less than a microsecond; it must not cost a call.
  return wait <= 0.001
    ? { allowed: true, arrivalTime: next }
    : { allowed: false, retryAfterMs: Math.ceil(wait) };
}
