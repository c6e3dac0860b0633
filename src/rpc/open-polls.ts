/** Calls that may wait long for their answer, and can be ended together. */
export class OpenPolls {
  private readonly open = new Set<AbortController>();
  private ended = false;

  /** The signal that `call` gets fires with the caller's own, or when all polls are to end. */
  async run<T>(outer: AbortSignal, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const abort = (): void => {
      controller.abort();
    };
    outer.addEventListener('abort', abort, { once: true });
    this.open.add(controller);
    if (this.ended || outer.aborted) abort();
    try {
      return await call(controller.signal);
    } finally {
      this.open.delete(controller);
      outer.removeEventListener('abort', abort);
    }
  }

  /** From now on: later ones end at once. */
  endAll(): void {
    this.ended = true;
    for (const controller of this.open) controller.abort();
  }
}
