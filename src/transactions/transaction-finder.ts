import { readsEverything, type Caller } from '../api/caller';
import { pageQuery, toConnection, type Connection, type Page } from '../api/pagination';
import type { PrismaClient, Transaction as Row } from '../database/generated/client';
import { mostTelling, toView, type Participation } from './transaction-view';
import type { Transaction } from './transaction.type';

/** A transaction together with every wallet that takes part in it. */
type RowWithWallets = Row & { wallets: Participation[] };

/** The only way to a transaction's row: every look-up says who is looking. */
export class TransactionFinder {
  constructor(private readonly prisma: PrismaClient) {}

  /** Null for a missing transaction and for one in which no wallet of the caller takes part. */
  async find(caller: Caller, id: string): Promise<Transaction | null> {
    const row = await this.prisma.transaction.findUnique({
      where: { id },
      include: { wallets: true },
    });
    if (!row) return null;
    const visible = await this.visibleWallets(caller, row);
    const participation = mostTelling(row.wallets.filter(({ walletId }) => visible.has(walletId)));
    return participation ? toView(row, participation) : null;
  }

  /** Of a wallet that the caller was found to see: its transactions, newest first. */
  async listOfWallet(walletId: string, page: Page): Promise<Connection<Transaction>> {
    const { where, ...query } = pageQuery(page);
    const rows = await this.prisma.transaction.findMany({
      ...query,
      where: { wallets: { some: { walletId } }, ...where },
      include: { wallets: { where: { walletId } } },
    });
    return toConnection(rows, page, viewFromWallet);
  }

  private async visibleWallets(caller: Caller, row: RowWithWallets): Promise<Set<string>> {
    const ids = row.wallets.map(({ walletId }) => walletId);
    if (readsEverything(caller)) return new Set(ids);
    const own = await this.prisma.wallet.findMany({
      where: { id: { in: ids }, ownerId: caller.id },
      select: { id: true },
    });
    return new Set(own.map(({ id }) => id));
  }
}

function viewFromWallet(row: RowWithWallets): Transaction {
  const participation = mostTelling(row.wallets);
  if (!participation) throw new Error(`transaction ${row.id} was read through no wallet`);
  return toView(row, participation);
}
