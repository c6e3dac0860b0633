import type { Caller } from '../api/caller';
import { readsEverything } from '../api/caller';
import { notFound } from '../api/gateway-error';
import type { PrismaClient } from '../database/generated/client';
import { requireEnabled } from '../devices/enabled-device';
import { decodeCursor, type StreamCursor } from '../events/cursor';
import type { WalletEvent } from '../events/event-log';
import type { LiveFeed } from '../events/live-feed';
import type { WalletReader } from '../events/wallet-reader';
import { abortableIterator } from '../shared/abortable-iterator';
import { requireUsable } from '../wallets/usable-wallet';
import { readSnapshot } from './signing-snapshot';
import { statusEvent, streamEvent } from './signing-status-events';
import { SigningStatusKind, type SigningStatusEvent } from './signing-status.type';
import type { TransactionFinder } from './transaction-finder';

export interface SigningStatusRequest {
  walletId: string;
  deviceId: string | undefined;
  transactionId: string | undefined;
  after: string | undefined;
}

interface SigningStatusStreamOptions {
  prisma: PrismaClient;
  feed: LiveFeed;
  finder: TransactionFinder;
  /** Name of this database's log. */
  epoch: string;
  heartbeatMs: number;
}

interface Subscription extends Omit<SigningStatusRequest, 'after'> {
  caller: Caller;
  reader: WalletReader;
  cursor: StreamCursor | undefined;
  signal: AbortSignal;
}

/**
 * What happens to a wallet's outgoing transactions: first a snapshot of the unfinished ones (or
 * nothing, when a cursor is continued), then every change of status, in order and once.
 */
export class SigningStatusStream {
  constructor(private readonly options: SigningStatusStreamOptions) {}

  /** Throws before anything is held when the caller may not watch. */
  async open(
    caller: Caller,
    request: SigningStatusRequest,
    signal: AbortSignal,
  ): Promise<AsyncIterableIterator<SigningStatusEvent>> {
    const { walletId, deviceId, transactionId, after } = request;
    const cursor = after === undefined ? undefined : decodeCursor(after, walletId);
    await this.requireVisible(caller, walletId, transactionId);
    const reader = await this.options.feed.acquire(walletId);
    const watched = { caller, walletId, deviceId, transactionId, reader };
    try {
      requireAccess(watched);
      return abortableIterator(
        signal,
        (ended) => this.run({ ...watched, cursor, signal: ended }),
        () => {
          this.options.feed.release(walletId);
        },
      );
    } catch (error) {
      this.options.feed.release(walletId);
      throw error;
    }
  }

  private async requireVisible(
    caller: Caller,
    walletId: string,
    transactionId: string | undefined,
  ): Promise<void> {
    const { prisma, finder } = this.options;
    const wallet = await prisma.wallet.findFirst({
      where: { id: walletId, ...(readsEverything(caller) ? {} : { ownerId: caller.id }) },
      select: { id: true },
    });
    if (!wallet) throw notFound('wallet');
    if (transactionId === undefined) return;
    const transaction = await finder.find(caller, transactionId);
    if (transaction?.walletId !== walletId) throw notFound('transaction');
  }

  private async *run(subscription: Subscription): AsyncGenerator<SigningStatusEvent> {
    const { reader, cursor, signal } = subscription;
    let seq: bigint;
    if (cursor && this.continues(cursor, reader)) {
      seq = cursor.at;
    } else {
      if (cursor && cursor.at !== 'snapshot') yield this.resync(subscription);
      seq = yield* this.snapshot(subscription);
    }
    while (!signal.aborted) {
      const seen = reader.generation;
      requireAccess(subscription);
      const { headSeq } = reader.current();
      const rows = await reader.rowsAfter(seq);
      const [first] = rows;
      if (first ? first.seq !== seq + 1n : headSeq > seq) {
        // The rows in between were removed by retention while nobody read them.
        yield this.resync(subscription);
        seq = yield* this.snapshot(subscription);
        continue;
      }
      for (const row of rows) {
        requireAccess(subscription);
        seq = row.seq;
        if (this.concerns(row, subscription)) yield this.statusOf(row);
      }
      if (rows.length === 0) yield* this.wait(subscription, seq, seen);
    }
  }

  private async *wait(
    subscription: Subscription,
    seq: bigint,
    seen: number,
  ): AsyncGenerator<SigningStatusEvent, void> {
    const { reader, signal, walletId } = subscription;
    const changed = await reader.changed(seen, this.options.heartbeatMs, signal);
    if (changed || signal.aborted) return;
    requireAccess(subscription);
    const cursor = { walletId, epoch: this.options.epoch, at: seq };
    yield streamEvent(SigningStatusKind.HEARTBEAT, cursor);
  }

  private async *snapshot(subscription: Subscription): AsyncGenerator<SigningStatusEvent, bigint> {
    const { walletId, transactionId } = subscription;
    const { epoch, prisma } = this.options;
    const { head, unfinished } = await readSnapshot(prisma, walletId, transactionId);
    for (const report of unfinished) {
      const cursor = { walletId, epoch, at: 'snapshot' as const };
      yield statusEvent(SigningStatusKind.SNAPSHOT, cursor, report);
    }
    yield streamEvent(SigningStatusKind.SNAPSHOT_END, { walletId, epoch, at: head });
    return head;
  }

  private resync({ walletId }: Subscription): SigningStatusEvent {
    const cursor = { walletId, epoch: this.options.epoch, at: 'snapshot' as const };
    return streamEvent(SigningStatusKind.RESYNC_REQUIRED, cursor);
  }

  private continues(
    cursor: StreamCursor,
    reader: WalletReader,
  ): cursor is StreamCursor & { at: bigint } {
    if (cursor.at === 'snapshot' || cursor.epoch !== this.options.epoch) return false;
    return cursor.at <= reader.current().headSeq;
  }

  private concerns(row: WalletEvent, { transactionId }: Subscription): boolean {
    if (row.role !== 'SOURCE') return false;
    return transactionId === undefined || row.transactionId === transactionId;
  }

  private statusOf(row: WalletEvent): SigningStatusEvent {
    const cursor = { walletId: row.walletId, epoch: this.options.epoch, at: row.seq };
    return statusEvent(SigningStatusKind.STATUS, cursor, row);
  }
}

/** Checked again with all that is read: what was revoked is not told another event. */
function requireAccess({
  caller,
  reader,
  deviceId,
}: Pick<Subscription, 'caller' | 'reader' | 'deviceId'>): void {
  const { ownerId, status, devices } = reader.current();
  if (ownerId !== caller.id && !readsEverything(caller)) throw notFound('wallet');
  requireUsable(status);
  if (deviceId === undefined) return;
  const device = devices.get(deviceId);
  if (!device) throw notFound('device');
  requireEnabled(device);
}
