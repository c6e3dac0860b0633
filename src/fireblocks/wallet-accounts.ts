import { FireblocksError } from './fireblocks-error';
import { pageOf, type Page } from './page';
import type { TypedChannel } from './typed-channel';
import { createdAccount, type WalletAccount } from './wallet';

const PAGE_SIZE = 50;
const MAX_PAGES = 100;

/**
 * All accounts of a wallet, by the list operation that ts-sdk does not have. `walletId` is checked.
 *
 * @throws FireblocksError `MALFORMED` when the pages have no end
 */
export async function listAllAccounts(
  channel: TypedChannel,
  walletId: string,
): Promise<WalletAccount[]> {
  const accounts: WalletAccount[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { items, next } = await readPage(channel, walletId, cursor);
    accounts.push(...items);
    if (next === undefined) return accounts;
    cursor = next;
  }
  throw new FireblocksError('MALFORMED', { upstreamMessage: 'The list of accounts has no end' });
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
