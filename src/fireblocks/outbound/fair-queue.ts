import type { Ticket } from './ticket';

/** Calls that wait, taken from their holders in turn: who has many waits behind who has one. */
export class FairQueue {
  private readonly holders = new Map<string, Set<Ticket>>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  sizeOf(holder: string): number {
    return this.holders.get(holder)?.size ?? 0;
  }

  add(ticket: Ticket): void {
    const { holder } = ticket.claim;
    const tickets = this.holders.get(holder);
    if (tickets) tickets.add(ticket);
    else this.holders.set(holder, new Set([ticket]));
    this.count += 1;
  }

  /** False when it was not there any more. */
  remove(ticket: Ticket): boolean {
    const { holder } = ticket.claim;
    const tickets = this.holders.get(holder);
    if (!tickets?.delete(ticket)) return false;
    this.count -= 1;
    if (tickets.size === 0) this.holders.delete(holder);
    return true;
  }

  /** Its holder's next one comes after those of all others. */
  takeTurn(ticket: Ticket): boolean {
    if (!this.remove(ticket)) return false;
    const { holder } = ticket.claim;
    const rest = this.holders.get(holder);
    if (rest) {
      this.holders.delete(holder);
      this.holders.set(holder, rest);
    }
    return true;
  }

  /**
   * Appends to `into`, up to `limit` in all, the first call of each holder, then the second, …
   * Looks at no more holders than that takes: thousands may wait behind them.
   */
  collect(into: Ticket[], limit: number, passOver: (ticket: Ticket) => boolean): void {
    let turns: Iterator<Ticket>[] = [];
    for (const tickets of this.holders.values()) {
      if (into.length >= limit) return;
      const turn = tickets.values();
      if (takeNext(turn, into, passOver)) turns.push(turn);
    }
    while (turns.length > 0 && into.length < limit) {
      turns = turns.filter((turn) => into.length < limit && takeNext(turn, into, passOver));
    }
  }

  *[Symbol.iterator](): Iterator<Ticket> {
    for (const tickets of this.holders.values()) yield* tickets;
  }
}

/** False when there was none to take. */
function takeNext(
  turn: Iterator<Ticket>,
  into: Ticket[],
  passOver: (ticket: Ticket) => boolean,
): boolean {
  for (;;) {
    const next = turn.next();
    if (next.done) return false;
    if (passOver(next.value)) continue;
    into.push(next.value);
    return true;
  }
}
