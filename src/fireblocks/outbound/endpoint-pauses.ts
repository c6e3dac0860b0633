interface Pause {
  until: number;
  /** While calls go one by one: when the next one may. */
  next: number;
}

/** Fireblocks counts by windows of a minute: so long after a pause there is no burst. */
const GENTLE_MS = 60_000;

/**
 * Endpoints that Fireblocks has asked to leave alone: it limits each by itself, and one that is
 * spent must not stop what has nothing to do with it. Times in milliseconds since the epoch.
 */
export class EndpointPauses {
  private readonly pauses = new Map<string, Pause>();

  /** @param paceMs between two calls after a pause */
  constructor(private readonly paceMs: number) {}

  /** False when it was paused for as long already. */
  pause(endpoint: string, until: number): boolean {
    if (until <= this.endOf(endpoint)) return false;
    this.pauses.set(endpoint, { until, next: until });
    return true;
  }

  /** When the pause is over, or was. */
  endOf(endpoint: string): number {
    return this.pauses.get(endpoint)?.until ?? 0;
  }

  /** When a call may go: after the pause, and for a while after that behind the one before it. */
  opensAt(endpoint: string): number {
    return this.pauses.get(endpoint)?.next ?? 0;
  }

  /** Whether calls go one by one. */
  isGentle(endpoint: string): boolean {
    return this.pauses.has(endpoint);
  }

  admitted(endpoint: string, now: number): void {
    const pause = this.pauses.get(endpoint);
    if (!pause) return;
    if (now > pause.until + GENTLE_MS) this.pauses.delete(endpoint);
    else pause.next = now + this.paceMs;
  }

  /** When the next one opens of those that are closed. */
  nextOpening(now: number): number | undefined {
    const times = [...this.pauses.values()].map(({ next }) => next).filter((next) => next > now);
    return times.length === 0 ? undefined : Math.min(...times);
  }
}
