import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { SimulatorContext } from '../context';
import { paginate } from '../http/pagination';
import { parse } from '../http/parse';
import { rolesAllowed } from '../http/roles';
import type { NftRecord } from '../state/records';
import { nftView } from './nft-view';

const LARGEST_PAGE = 100;

const ownershipQuery = z.object({
  walletType: z.enum(['VAULT_ACCOUNT', 'END_USER_WALLET']).default('VAULT_ACCOUNT'),
  ncwId: z.string().optional(),
  ncwAccountIds: z.string().optional(),
  spam: z.enum(['true', 'false', 'all']).default('false'),
});

/** A parameter that is missing narrows nothing, so that whoever forgets one sees all wallets'. */
function owned(context: SimulatorContext, query: unknown): NftRecord[] {
  const { walletType, ncwId, ncwAccountIds, spam } = parse(ownershipQuery, query);
  if (walletType === 'VAULT_ACCOUNT' && ncwId === undefined) return [];
  const accounts = ncwAccountIds?.split(',');
  return context.store.nfts.filter(
    (nft) =>
      (ncwId === undefined || nft.walletId === ncwId) &&
      (accounts === undefined || accounts.includes(nft.accountId)) &&
      (spam === 'all' || String(nft.spam) === spam),
  );
}

/** Who owns which NFTs. */
export function nftRoutes(app: FastifyInstance, context: SimulatorContext): void {
  app.get('/nfts/ownership/tokens', rolesAllowed('admin'), (request) => {
    const keyed = owned(context, request.query).map((row) => ({ key: row.id, row }));
    return paginate(keyed, request.query, ({ row }) => nftView(row), LARGEST_PAGE);
  });
}
