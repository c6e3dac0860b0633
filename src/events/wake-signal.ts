/** Tells who waits for a wallet that it may have moved. A hint only: the truth is read again. */
export interface WakeSignal {
  /** After the commit, never inside it. */
  notify(walletIds: readonly string[]): void;
  /** Returns the end of listening. `undefined` as wallet id: any may have moved. */
  listen(listener: (walletId: string | undefined) => void): () => void;
  close(): Promise<void>;
}

type Listener = Parameters<WakeSignal['listen']>[0];

/** For the embedded database: everyone who could listen is in this process. */
export class ProcessWakeSignal implements WakeSignal {
  protected readonly listeners = new Set<Listener>();

  notify(walletIds: readonly string[]): void {
    for (const walletId of walletIds) this.emit(walletId);
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(): Promise<void> {
    this.listeners.clear();
    return Promise.resolve();
  }

  protected emit(walletId: string | undefined): void {
    for (const listener of this.listeners) listener(walletId);
  }
}
