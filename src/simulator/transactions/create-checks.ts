import { add, compare, isDecimal } from '../decimal';
import { HttpError } from '../http/http-error';
import type { Store } from '../state/store';
import { findSupportedAsset } from '../wallets/asset-catalogue';
import type { Holding } from '../wallets/balances';
import { walletOf } from '../wallets/lookups';
import { requireCompleteSetup } from '../wallets/strict-setup';
import type { CreateRequest, DestinationRequest } from './create-request';
import { isOffChain } from './status';

/** The account and what it would pay with. The header, where there is one, must name its wallet. */
export function findSource(
  store: Store,
  request: CreateRequest,
  walletHeader: string | undefined,
): Holding {
  const { type, walletId, id: accountId = '0' } = request.source;
  if (type !== 'END_USER_WALLET' || !walletId) {
    throw new HttpError(400, 'The source must be an account of an END_USER_WALLET');
  }
  if (walletHeader !== undefined && walletHeader !== walletId) {
    throw new HttpError(400, 'X-End-User-Wallet-Id does not match the source wallet');
  }
  walletOf(store, walletId);
  if (!store.accounts.get(`${walletId}/${accountId}`)) {
    throw new HttpError(400, 'Source account not found');
  }
  return { walletId, accountId, assetId: checkAsset(request) };
}

/** As {@link findSource}, and it may pay now. */
export function checkSource(
  store: Store,
  request: CreateRequest,
  walletHeader: string | undefined,
  strict: boolean,
): Holding {
  const source = findSource(store, request, walletHeader);
  if (!walletOf(store, source.walletId).enabled) throw new HttpError(403, 'Wallet disabled');
  if (strict) requireCompleteSetup(store, source.walletId);
  return source;
}

function checkAsset({ assetId, operation }: CreateRequest): string {
  if (assetId === undefined && isOffChain(operation)) return '';
  if (assetId === undefined) throw new HttpError(400, 'Validation failed (assetId is missing)');
  if (!findSupportedAsset(assetId)) throw new HttpError(400, `Asset ${assetId} is not supported`);
  return assetId;
}

/** What the transaction moves: the amount, or the sum of the amounts of several destinations. */
export function checkAmount(request: CreateRequest): string {
  const parts = request.destinations?.map((part) => part.amount) ?? [];
  const given = parts.length > 0 ? parts : [request.amount ?? ''];
  const movesFunds = request.operation === 'TRANSFER';
  if (!movesFunds && given.every((part) => part === '')) return '0';
  if (!given.every(isDecimal)) throw new HttpError(400, 'The amount is not a decimal number');
  const total = given.reduce(add, '0');
  if (movesFunds && compare(total, '0') <= 0)
    throw new HttpError(400, 'The amount is not positive');
  return total;
}

function checkDestination(store: Store, destination: DestinationRequest): void {
  const { type, walletId, id, oneTimeAddress } = destination;
  if (type === 'ONE_TIME_ADDRESS' && !oneTimeAddress?.address) {
    throw new HttpError(400, 'A one-time destination needs an address');
  }
  if (type !== 'END_USER_WALLET') return;
  if (!walletId || !store.accounts.get(`${walletId}/${id ?? '0'}`)) {
    throw new HttpError(400, 'Destination wallet or account not found');
  }
}

export function checkDestinations(store: Store, request: CreateRequest): void {
  const several = request.destinations?.map((part) => part.destination) ?? [];
  const all = request.destination ? [request.destination, ...several] : several;
  if (all.length === 0 && request.operation === 'TRANSFER') {
    throw new HttpError(400, 'Validation failed (destination is missing)');
  }
  for (const destination of all) checkDestination(store, destination);
}

export function checkExternalId(store: Store, { externalTxId }: CreateRequest): void {
  if (!externalTxId) return;
  if (store.transactions.find(({ view }) => view.externalTxId === externalTxId)) {
    throw new HttpError(400, 'The external tx id that was provided in the request, already exists');
  }
}
