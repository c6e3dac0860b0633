import { readsEverything, type Caller } from '../api/caller';
import { notFound } from '../api/gateway-error';
import { pageQuery, toConnection, type Connection, type Page } from '../api/pagination';
import type { Prisma, PrismaClient } from '../database/generated/client';
import type { WalletStatus } from '../database/generated/enums';
import { requireUsable } from './usable-wallet';
import type { Wallet } from './wallet.type';

/** The only way to a wallet's row: every look-up says who is looking. */
export class WalletFinder {
  constructor(private readonly prisma: PrismaClient) {}

  /** Null for a missing wallet and for one that the caller may not see. */
  find(caller: Caller, id: string): Promise<Wallet | null> {
    return this.prisma.wallet.findFirst({ where: { id, ...visibleTo(caller) } });
  }

  async require(caller: Caller, id: string): Promise<Wallet> {
    const wallet = await this.find(caller, id);
    if (!wallet) throw notFound('wallet');
    return wallet;
  }

  /** The caller's own wallet, for what only an owner may do. */
  async requireOwn(caller: Caller, id: string): Promise<Wallet> {
    const wallet = await this.prisma.wallet.findFirst({ where: { id, ownerId: caller.id } });
    if (!wallet) throw notFound('wallet');
    return wallet;
  }

  /**
   * The caller's own wallet, for what only a usable one may do. Within the transaction that begins
   * it: the wallet can neither be frozen nor given away until that has ended.
   */
  async requireUsableOwn(
    caller: Caller,
    id: string,
    tx: Prisma.TransactionClient = this.prisma,
  ): Promise<void> {
    const [wallet] = await tx.$queryRaw<{ status: WalletStatus }[]>`
      SELECT status FROM wallets WHERE id = ${id}::uuid AND owner_id = ${caller.id} FOR SHARE`;
    if (!wallet) throw notFound('wallet');
    requireUsable(wallet.status);
  }

  /** The caller's own wallets, newest first. */
  async listOwn(caller: Caller, page: Page): Promise<Connection<Wallet>> {
    const { where, ...query } = pageQuery(page);
    const rows = await this.prisma.wallet.findMany({
      ...query,
      where: { ownerId: caller.id, ...where },
    });
    return toConnection(rows, page, (row) => row);
  }
}

function visibleTo(caller: Caller): Prisma.WalletWhereInput {
  return readsEverything(caller) ? {} : { ownerId: caller.id };
}
