import { sha256 } from '../shared/digest';

/** An Idempotency-Key for what a text names, always the same: 40 characters, the most that are allowed. */
export function derivedIdempotencyKey(text: string): string {
  return sha256(text).slice(0, 40);
}
