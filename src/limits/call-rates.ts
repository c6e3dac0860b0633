import type { Rate } from './rate';
import { MINUTE_MS } from '../shared/durations';

/** What may go at once, as a part of the minute's calls. */
const BURST = 1 / 11;

/**
 * A rate that passes at most `perMinute` calls in *any* minute: Fireblocks counts by a window whose
 * start nobody knows, and a full burst before a full minute would be twice as many.
 */
export function smoothRate(perMinute: number): Rate {
  const calls = Math.max(2, Math.floor(perMinute));
  const burst = Math.max(1, Math.floor(calls * BURST));
  return { max: burst, windowMs: (burst * MINUTE_MS) / (calls - burst) };
}
