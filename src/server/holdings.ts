import type { WebSocket } from 'ws';

/** How many open sockets each one holds. Remembers nobody who holds none. */
export class Holdings {
  private readonly counts = new Map<string, number>();

  count(holder: string): number {
    return this.counts.get(holder) ?? 0;
  }

  /** Until it has closed. */
  hold(holder: string, socket: Pick<WebSocket, 'once'>): void {
    this.counts.set(holder, this.count(holder) + 1);
    socket.once('close', () => {
      const left = this.count(holder) - 1;
      if (left > 0) this.counts.set(holder, left);
      else this.counts.delete(holder);
    });
  }
}
