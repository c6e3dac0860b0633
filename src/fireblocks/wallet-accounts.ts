import { everyPage, pageOf, type Page } from './page';
import type { TypedChannel } from './typed-channel';
import { createdAccount, type WalletAccount } from './wallet';

const PAGE_SIZE = 50;
const MAX_PAGES = 100;

/** All accounts of a wallet, by the list operation that ts-sdk does not have. `walletId` is checked. */
export function listAllAccounts(channel: TypedChannel, walletId: string): Promise<WalletAccount[]> {
  return everyPage('accounts', MAX_PAGES, (cursor) => readPage(channel, walletId, cursor));
}

async function readPage(
  channel: TypedChannel,
  walletId: string,
  cursor: string | undefined,
): Promise<Page<WalletAccount>> {
  const query = new URLSearchParams({ pageSize: String(PAGE_SIZE) });
  if (cursor !== undefined) query.set('pageCursor', cursor);
  const path = `/ncw/wallets/${walletId}/accounts?${query.toString()}`;
  const answer = await channel.request('listAccounts', pageOf(createdAccount), {
    method: 'GET',
    path,
  });
  return answer.value;
}
