import type { Logger } from './logger';

interface WakeLoopOptions {
  /** Gives the ms until it is to run again by itself; 0: at once. Must end soon after `closed` fired. */
  round: (closed: AbortSignal) => Promise<number>;
  /** What is logged when a round throws. */
  failure: string;
  /** After how many ms a round that threw is repeated, woken or not. */
  retryMs: number;
  log: Logger;
}

/** Background work that runs when it is woken, and by itself after a time that it gives. */
export class WakeLoop {
  private readonly closing = new AbortController();
  private running: Promise<void> | undefined;
  private woken = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: WakeLoopOptions) {}

  /** Something may be to do. Returns at once. */
  wake(): void {
    if (this.closing.signal.aborted) return;
    this.woken = true;
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
  }

  async close(): Promise<void> {
    this.closing.abort();
    clearTimeout(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    const { round, failure, retryMs, log } = this.options;
    const { signal } = this.closing;
    let delay = 0;
    try {
      while ((this.woken || delay === 0) && !signal.aborted) {
        this.woken = false;
        delay = await round(signal);
      }
    } catch (error) {
      log.warn({ err: error }, failure);
      delay = retryMs;
    }
    if (!signal.aborted) this.wakeIn(delay);
  }

  private wakeIn(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.wake();
    }, ms);
    this.timer.unref();
  }
}
