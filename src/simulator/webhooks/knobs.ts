import { z } from 'zod';

/** For the next so many deliveries, or (`true`) for all until `false` or 0. */
const times = z.union([z.boolean(), z.number().int().min(0)]);

export const knobChange = z
  .object({
    /** Sent once more after it was accepted. */
    duplicate: times,
    /** Held back until another one was delivered, or for a second. */
    reorder: times,
    /** Never sent; counts as failed, so that it can be resent. */
    drop: times,
    badSignature: times,
    /** An event of a type that nobody knows goes ahead. */
    unknownEvent: times,
    /** Milliseconds by which every delivery is late. */
    delay: z.number().int().min(0).max(600_000),
  })
  .partial();

type Name = 'duplicate' | 'reorder' | 'drop' | 'badSignature' | 'unknownEvent';

/** How webhooks misbehave at present. */
export class Knobs {
  private state: z.infer<typeof knobChange> = {};

  get delay(): number {
    return this.state.delay ?? 0;
  }

  change(change: z.infer<typeof knobChange>): void {
    this.state = { ...this.state, ...change };
  }

  /** True when the misbehaviour befalls this delivery; it is used up by one. */
  take(name: Name): boolean {
    const value = this.state[name];
    if (typeof value !== 'number') return value ?? false;
    if (value === 0) return false;
    this.state[name] = value - 1;
    return true;
  }

  list(): z.infer<typeof knobChange> {
    return { ...this.state };
  }

  clear(): void {
    this.state = {};
  }
}
