import type { PrismaClient } from '../database/generated/client';
import type { DeviceStatus, WalletStatus } from '../database/generated/enums';
import { readEventsAfter, type WalletEvent } from './event-log';

/** Who may read, as of the rows that were read with it. */
export interface WalletAccess {
  ownerId: string;
  status: WalletStatus;
  accessVersion: number;
  devices: ReadonlyMap<string, { status: DeviceStatus; disabledByAdmin: boolean }>;
  headSeq: bigint;
}

const TAIL_ROWS = 256;
const PAGE_ROWS = 256;

/**
 * Reads one wallet's log for all its subscribers on this instance: new rows are fetched once, and
 * a short tail of them is kept. A subscriber is only a cursor, so that a slow one costs nothing.
 */
export class WalletReader {
  /** Counts the reads, so that a change between looking and waiting is not missed. */
  generation = 0;
  private access: WalletAccess | undefined;
  private tail: WalletEvent[] = [];
  private failure: Error | undefined;
  private waiters = new Set<() => void>();
  private fetching: Promise<void> | undefined;
  private stale = false;

  constructor(
    private readonly prisma: PrismaClient,
    readonly walletId: string,
  ) {}

  /** As of the last read. Throws what that read failed with: nobody reads on unchecked. */
  current(): WalletAccess {
    if (this.failure) throw this.failure;
    if (!this.access) throw new Error('the wallet was not read yet');
    return this.access;
  }

  /** Reads what is new; calls that come meanwhile are answered by one further read. */
  async refresh(): Promise<void> {
    this.stale = true;
    this.fetching ??= this.fetchWhileStale().finally(() => {
      this.fetching = undefined;
    });
    await this.fetching;
  }

  /** Rows after `seq`: from the tail where it reaches back far enough, else from the database. */
  async rowsAfter(seq: bigint): Promise<WalletEvent[]> {
    if (this.current().headSeq <= seq) return [];
    const [first] = this.tail;
    const kept = first && first.seq <= seq + 1n ? this.tail.filter((row) => row.seq > seq) : [];
    if (kept.length > 0) return kept;
    return readEventsAfter(this.prisma, this.walletId, seq, PAGE_ROWS);
  }

  /** Whether the wallet's row has moved on since the last read. */
  isBehind(eventSeq: bigint, accessVersion: number): boolean {
    return this.access?.headSeq !== eventSeq || this.access.accessVersion !== accessVersion;
  }

  /** Waits for a read after `seen`; false when `signal` fired or `timeoutMs` passed before it. */
  changed(seen: number, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    if (this.generation !== seen) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (changed: boolean): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        this.waiters.delete(wake);
        resolve(changed);
      };
      const wake = (): void => {
        end(true);
      };
      const giveUp = (): void => {
        end(false);
      };
      const timer = setTimeout(giveUp, timeoutMs);
      signal.addEventListener('abort', giveUp);
      this.waiters.add(wake);
      if (signal.aborted) giveUp();
    });
  }

  private async fetchWhileStale(): Promise<void> {
    while (this.stale) {
      this.stale = false;
      try {
        await this.fetch();
        this.failure = undefined;
      } catch (error) {
        // Readers must not go on with what they may no longer see: the failure ends their streams.
        this.failure = error instanceof Error ? error : new Error(String(error));
      }
      this.generation += 1;
      for (const wake of [...this.waiters]) wake();
    }
  }

  private async fetch(): Promise<void> {
    const known = this.access?.headSeq;
    const wallet = await this.prisma.wallet.findUniqueOrThrow({
      where: { id: this.walletId },
      select: {
        ownerId: true,
        status: true,
        accessVersion: true,
        eventSeq: true,
        devices: { select: { id: true, status: true, disabledByAdmin: true } },
      },
    });
    if (known !== undefined && wallet.eventSeq > known) {
      const rows = await readEventsAfter(this.prisma, this.walletId, known, TAIL_ROWS);
      this.extendTail(rows, known);
    }
    const { devices: rows, eventSeq, ...access } = wallet;
    const devices = new Map(rows.map((row) => [row.id, row]));
    this.access = { ...access, devices, headSeq: eventSeq };
  }

  private extendTail(rows: WalletEvent[], known: bigint): void {
    const joined = this.tail.at(-1)?.seq === known ? [...this.tail, ...rows] : rows;
    this.tail = joined.slice(-TAIL_ROWS);
  }
}
