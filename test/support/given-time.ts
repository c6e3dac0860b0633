import { setInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 10;

/** A look that is this late found the machine busy, not standing still. */
const LATE_MS = 20;

const STALL_MS = 150;

/**
 * Time that this process was given. What passes while the machine stands still, or runs others
 * instead, does not count; what this process itself is busy for does, however long it keeps its event
 * loop. A bound in it says something of the gateway and nothing of the machine.
 */
export class GivenTime {
  /** What has passed beside that, altogether and at most at once. */
  lostMs = 0;
  longestLossMs = 0;
  private goesOn = true;
  private givenMs = 0;
  private last = performance.now();
  private busy = process.cpuUsage();
  private readonly timer = setInterval(() => {
    this.look();
  }, LOOK_EVERY_MS).unref();

  /** Milliseconds since the beginning, or from there to the end. */
  get ms(): number {
    if (this.goesOn) this.look();
    return this.givenMs;
  }

  stop(): void {
    if (this.goesOn) this.look();
    this.goesOn = false;
    clearInterval(this.timer);
  }

  /** Whether so much was lost that a bound which the gateway keeps may have been crossed by it. */
  get isStalled(): boolean {
    return this.longestLossMs > STALL_MS || this.lostMs > this.givenMs / 2;
  }

  private look(): void {
    const now = performance.now();
    const { user, system } = process.cpuUsage(this.busy);
    const passed = now - this.last;
    const given = Math.min(passed, Math.max(LATE_MS, (user + system) / 1_000));
    this.givenMs += given;
    this.lostMs += passed - given;
    this.longestLossMs = Math.max(this.longestLossMs, passed - given);
    this.last = now;
    this.busy = process.cpuUsage();
  }
}

/** How long it takes, in given time. */
export async function givenMs(work: () => Promise<unknown>): Promise<number> {
  const time = new GivenTime();
  try {
    await work();
  } finally {
    time.stop();
  }
  return time.ms;
}

/** What the probe answers in the end; undefined when it has answered nothing in so much given time. */
export async function answerOf<Result>(
  probe: () => Result | undefined | Promise<Result | undefined>,
  withinMs: number,
): Promise<Result | undefined> {
  const time = new GivenTime();
  try {
    for (;;) {
      const value = await probe();
      if (value !== undefined || time.ms > withinMs) return value;
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    time.stop();
  }
}

const ATTEMPTS = 10;

/**
 * For what depends on a time that the gateway itself keeps, such as how long Fireblocks may take: once
 * more when it failed while the machine stood still, which says nothing. Each attempt begins anew.
 */
export async function unlessStalled(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const time = new GivenTime();
    try {
      await work();
      return;
    } catch (error) {
      time.stop();
      if (!time.isStalled || attempt === ATTEMPTS) throw error;
    } finally {
      time.stop();
    }
  }
}
