import type { PrismaClient } from '../database/generated/client';
import type { Logger } from '../shared/logger';
import type { WakeSignal } from './wake-signal';
import { WalletReader } from './wallet-reader';

const SWEEP_MS = 2_000;

interface OpenReader {
  reader: WalletReader;
  subscribers: number;
}

/** The wallets that somebody on this instance is watching, each with its one reader. */
export class LiveFeed {
  private readonly open = new Map<string, OpenReader>();
  private readonly sweeping: NodeJS.Timeout;
  private readonly stopListening: () => void;

  constructor(
    private readonly prisma: PrismaClient,
    signal: WakeSignal,
    private readonly log: Logger,
  ) {
    this.stopListening = signal.listen((walletId) => {
      this.wake(walletId);
    });
    this.sweeping = setInterval(() => void this.sweep(), SWEEP_MS);
    this.sweeping.unref();
  }

  /** A reader that is up to date; give it back with {@link release}. */
  async acquire(walletId: string): Promise<WalletReader> {
    const entry = this.open.get(walletId) ?? {
      reader: new WalletReader(this.prisma, walletId),
      subscribers: 0,
    };
    entry.subscribers += 1;
    this.open.set(walletId, entry);
    await entry.reader.refresh();
    return entry.reader;
  }

  release(walletId: string): void {
    const entry = this.open.get(walletId);
    if (!entry) return;
    entry.subscribers -= 1;
    if (entry.subscribers === 0) this.open.delete(walletId);
  }

  get subscribers(): number {
    return [...this.open.values()].reduce((sum, { subscribers }) => sum + subscribers, 0);
  }

  close(): void {
    this.stopListening();
    clearInterval(this.sweeping);
  }

  private wake(walletId: string | undefined): void {
    const entries = walletId === undefined ? this.open.values() : [this.open.get(walletId)];
    for (const entry of entries) void entry?.reader.refresh();
  }

  /** Heals lost wake-ups: one statement asks for all watched wallets which of them moved. */
  private async sweep(): Promise<void> {
    if (this.open.size === 0) return;
    try {
      const wallets = await this.prisma.wallet.findMany({
        where: { id: { in: [...this.open.keys()] } },
        select: { id: true, eventSeq: true, accessVersion: true },
      });
      for (const { id, eventSeq, accessVersion } of wallets) {
        if (this.open.get(id)?.reader.isBehind(eventSeq, accessVersion)) this.wake(id);
      }
    } catch (error) {
      this.log.warn({ err: error }, 'the sweep for missed events failed; it is repeated');
    }
  }
}
