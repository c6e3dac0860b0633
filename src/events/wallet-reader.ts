import type { PrismaClient } from '../database/generated/client';
import type { WalletStatus } from '../database/generated/enums';
import { readEventsAfter, type WalletEvent } from './event-log';

/** Who may read, as of the rows that were read with it. */
export interface WalletAccess {
  ownerId: string;
  status: WalletStatus;
  accessVersion: number;
  enabledDeviceIds: ReadonlySet<string>;
  headSeq: bigint;
}

const TAIL_ROWS = 256;
const PAGE_ROWS = 256;

/**
 * Reads one wallet's log for all its subscribers on this instance: new rows are fetched once, and
 * a short tail of them is kept. A subscriber is only a cursor, so that a slow one costs nothing.
 */
export class WalletReader {
  access: WalletAccess | undefined;
  private tail: WalletEvent[] = [];
  private failure: unknown;
  private waiters = new Set<() => void>();
  private fetching: Promise<void> | undefined;
  private stale = false;

  constructor(
    private readonly prisma: PrismaClient,
    readonly walletId: string,
  ) {}

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
    if (this.failure !== undefined) throw this.failure;
    if (this.access && this.access.headSeq <= seq) return [];
    const [first] = this.tail;
    if (first && first.seq <= seq + 1n) return this.tail.filter((row) => row.seq > seq);
    return readEventsAfter(this.prisma, this.walletId, seq, PAGE_ROWS);
  }

  /** Resolves at the next change, when `signal` fires, or after `timeoutMs`, whichever is first. */
  changed(timeoutMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.waiters.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      signal.addEventListener('abort', done);
      this.waiters.add(done);
      if (signal.aborted) done();
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
        this.failure = error;
      }
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
        devices: { where: { status: 'ENABLED' }, select: { id: true } },
      },
    });
    if (known !== undefined && wallet.eventSeq > known) {
      const rows = await readEventsAfter(this.prisma, this.walletId, known, TAIL_ROWS);
      this.extendTail(rows, known);
    }
    const { devices, eventSeq, ...access } = wallet;
    const enabledDeviceIds = new Set(devices.map(({ id }) => id));
    this.access = { ...access, enabledDeviceIds, headSeq: eventSeq };
  }

  private extendTail(rows: WalletEvent[], known: bigint): void {
    const joined = this.tail.at(-1)?.seq === known ? [...this.tail, ...rows] : rows;
    this.tail = joined.slice(-TAIL_ROWS);
  }
}
