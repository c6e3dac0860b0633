/** Holders that have used up their share for now; times in milliseconds since the epoch. */
export class RestingHolders {
  private readonly ends = new Map<string, number>();

  add(holder: string, until: number): void {
    this.ends.set(holder, until);
  }

  /** 0 when it does not rest. */
  until(holder: string): number {
    return this.ends.get(holder) ?? 0;
  }

  /** When the next one may go on; forgets those that may already. */
  nextEnd(now: number): number | undefined {
    let next: number | undefined;
    for (const [holder, end] of this.ends) {
      if (end <= now) this.ends.delete(holder);
      else next = Math.min(next ?? end, end);
    }
    return next;
  }
}
