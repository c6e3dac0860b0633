import type { Caller } from '../api/caller';
import { notFound } from '../api/gateway-error';
import type {
  PrismaClient,
  Web3Connection as Web3ConnectionRow,
} from '../database/generated/client';
import type { FireblocksConnections } from '../fireblocks/connections';
import type { WalletFinder } from '../wallets/wallet-finder';
import type { Web3Connection } from './web3-connection.type';

/** Those that were removed do not count; nobody has so many open ones. */
const MOST = 100;

/** The only way to a connection's row: every look-up comes by a wallet that the caller may see. */
export class Web3ConnectionFinder {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly wallets: WalletFinder,
    private readonly upstream: FireblocksConnections,
  ) {}

  /** Of a wallet that the caller has been allowed to act on. */
  async require(walletId: string, id: string): Promise<Web3Connection> {
    const row = await this.prisma.web3Connection.findFirst({ where: { id, walletId } });
    if (!row) throw notFound('connection');
    return toView(row);
  }

  /**
   * Those that wait or are open, newest first, by what Fireblocks lists: a dApp can end its connection
   * without the gateway hearing of it, and an approval can be heard whose answer was lost.
   */
  async listLive(caller: Caller, walletId: string): Promise<Web3Connection[]> {
    await this.wallets.require(caller, walletId);
    const rows = await this.prisma.web3Connection.findMany({
      where: { walletId, status: { in: ['PENDING', 'APPROVED'] } },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: MOST,
    });
    if (!rows.some(mayBeOpen)) return rows.map(toView);
    const open = new Set(await this.upstream.listOpen(walletId));
    return rows
      .filter(({ id, status }) => status === 'PENDING' || open.has(id))
      .map((row) =>
        toView(open.has(row.id) && mayBeOpen(row) ? { ...row, status: 'APPROVED' } : row),
      );
  }
}

function mayBeOpen({ status, approvalBegun }: Web3ConnectionRow): boolean {
  return status === 'APPROVED' || approvalBegun;
}

function toView(row: Web3ConnectionRow): Web3Connection {
  const { id, walletId, accountId, status, feeLevel, createdAt, approvalBegun } = row;
  const app = {
    url: row.appUrl,
    name: row.appName,
    description: row.appDescription,
    icon: row.appIcon,
  };
  return { id, walletId, accountId, status, feeLevel, createdAt, approvalBegun, app };
}
