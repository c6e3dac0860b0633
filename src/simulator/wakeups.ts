/** Lets a waiting poll answer at once when what it waits for has happened. */
export class Wakeups {
  private readonly waiting = new Map<string, Set<() => void>>();

  /** Resolves after `ms`, at `wake(topic)` or at the signal, whichever comes first; never rejects. */
  wait(topic: string, ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const waiters = this.waiting.get(topic) ?? new Set();
      const finish = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', finish);
        waiters.delete(finish);
        if (waiters.size === 0 && this.waiting.get(topic) === waiters) this.waiting.delete(topic);
        resolve();
      };
      const timer = setTimeout(finish, ms);
      signal.addEventListener('abort', finish);
      this.waiting.set(topic, waiters.add(finish));
    });
  }

  wake(topic: string): void {
    for (const finish of [...(this.waiting.get(topic) ?? [])]) finish();
  }
}
