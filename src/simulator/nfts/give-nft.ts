import { randomUUID } from 'node:crypto';
import type { SimulatorContext } from '../context';
import type { NftRecord } from '../state/records';
import { accountOf } from '../wallets/lookups';

/** Puts a new NFT into an account, as somebody does who sends one. */
export function giveNft(
  { store, clock }: SimulatorContext,
  gift: Omit<NftRecord, 'id' | 'createdAt'>,
): NftRecord {
  accountOf(store, gift.walletId, gift.accountId);
  const id = `NFT-${randomUUID().replaceAll('-', '')}`;
  return store.nfts.put(id, { id, ...gift, createdAt: clock() });
}
