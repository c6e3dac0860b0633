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
    const participation = mostTelling(await this.participations(caller, id));
    if (!participation) return null;
    const row = await this.prisma.transaction.findUnique({ where: { id } });
    return row && toView(row, participation);
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

  /**
   * The caller's ways to see it. One statement, whether there is nothing or nothing for the caller:
   * how long the answer takes must not tell which. A wallet need not be known here.
   */
  private participations(caller: Caller, transactionId: string): Promise<Participation[]> {
    return this.prisma.$queryRaw<Participation[]>`
      SELECT p.wallet_id AS "walletId", p.account_id AS "accountId", p.role
        FROM wallet_transactions p LEFT JOIN wallets w ON w.id = p.wallet_id
       WHERE p.transaction_id = ${transactionId}::uuid
         AND (${readsEverything(caller)} OR w.owner_id = ${caller.id})`;
  }
}

function viewFromWallet(row: RowWithWallets): Transaction {
  const participation = mostTelling(row.wallets);
  if (!participation) throw new Error(`transaction ${row.id} was read through no wallet`);
  return toView(row, participation);
}
