import { createHash } from 'node:crypto';
import type { Peer, TransactionView } from '../state/transaction-record';
import { findSupportedAsset } from '../wallets/asset-catalogue';

/** A made-up price, so that the deprecated amounts in USD are there. */
const USD = 2000;

export function endUserPeer(walletId: string, accountId: string): Peer {
  return { id: accountId, type: 'END_USER_WALLET', walletId, name: 'External', subType: '' };
}

export interface Beginning {
  id: string;
  assetId: string;
  amount: string;
  at: number;
}

/** Every field of a transaction as it is before anything is known; unknown amounts are -1. */
export function blankView({ id, assetId, amount, at }: Beginning): TransactionView {
  const asset = findSupportedAsset(assetId);
  const amountUSD = Number(amount) * USD;
  return {
    ...{ id, assetId, createdAt: at, lastUpdated: at, operation: 'TRANSFER' },
    assetType: asset && asset.feeAsset !== assetId ? 'ERC20' : 'BASE_ASSET',
    source: { id: '', type: 'UNKNOWN', name: 'External', subType: '' },
    ...{ destination: null, destinations: [] },
    ...{ amount: Number(amount), requestedAmount: Number(amount), netAmount: -1, networkFee: -1 },
    ...{ fee: -1, amountUSD, feeInfo: {}, feeCurrency: asset?.feeAsset ?? '' },
    amountInfo: { amount, requestedAmount: amount, amountUSD: String(amountUSD) },
    ...{ sourceAddress: '', destinationAddress: '', destinationAddressDescription: '' },
    ...{ destinationTag: '', tag: '', addressType: '' },
    ...{ status: 'SUBMITTED', subStatus: '', txHash: '', numOfConfirmations: 0 },
    ...{ signedBy: [], signedMessages: [], createdBy: '', rejectedBy: '' },
    ...{ note: '', externalTxId: '', customerRefId: '', exchangeTxId: '' },
    ...{ systemMessages: [], networkRecords: [] },
  };
}

function hash(seed: string): string {
  return createHash('sha256').update(seed).digest('hex');
}

/** What becomes known when a transaction reaches the chain. */
export function chainFields({ id, assetId }: TransactionView): Partial<TransactionView> {
  const isEvm = findSupportedAsset(assetId)?.addressKind === 'evm';
  return { txHash: `${isEvm ? '0x' : ''}${hash(`${id} hash`)}` };
}

/** What becomes known when a transaction is final on the chain. */
export function finalFields(
  view: TransactionView,
  amount: string,
  fee: string,
): Partial<TransactionView> {
  return {
    ...{ numOfConfirmations: 3, networkFee: Number(fee), fee: Number(fee) },
    netAmount: Number(amount),
    amountInfo: {
      ...{ amount, requestedAmount: amount, netAmount: amount },
      amountUSD: String(Number(amount) * USD),
    },
    feeInfo: { networkFee: fee },
    blockInfo: { blockHeight: '7000001', blockHash: `0x${hash(`${view.id} block`)}` },
  };
}
