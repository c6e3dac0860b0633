import { setImmediate } from 'node:timers/promises';

/** Operations that are to come to their end before their sockets are closed. */
export class RunningOperations {
  private readonly running = new Set<Promise<unknown>>();

  async track<Result>(operation: Promise<Result>): Promise<Result> {
    this.running.add(operation);
    try {
      return await operation;
    } finally {
      this.running.delete(operation);
    }
  }

  /** Resolves when none runs and the answers of those that ran were handed to their sockets. */
  async ended(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
    await setImmediate();
  }
}
