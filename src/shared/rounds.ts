import type { Logger } from './logger';

interface RoundsOptions {
  /** What the rounds are for, in log lines. */
  name: string;
  /** From the end of one round to the start of the next. */
  everyMs: number;
  /** Must end soon after `closed` fired. What it throws is logged, and the next round comes. */
  round: (closed: AbortSignal) => Promise<void>;
  log: Logger;
}

/** Background work in rounds, one after the other, from {@link start} to {@link close}. */
export class Rounds {
  private readonly closing = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: RoundsOptions) {}

  start(): void {
    this.running = this.runOnce().finally(() => {
      if (this.closing.signal.aborted) return;
      this.timer = setTimeout(() => {
        this.start();
      }, this.options.everyMs);
      this.timer.unref();
    });
  }

  async close(): Promise<void> {
    this.closing.abort();
    clearTimeout(this.timer);
    await this.running;
  }

  private async runOnce(): Promise<void> {
    const { name, round, log } = this.options;
    try {
      await round(this.closing.signal);
    } catch (error) {
      log.warn({ err: error, job: name }, 'a round of background work failed; it is repeated');
    }
  }
}
