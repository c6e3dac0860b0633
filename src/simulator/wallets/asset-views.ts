import type { AssetRecord } from '../state/records';
import type { CatalogueAsset } from './asset-catalogue';
import { available } from './balances';

/** The simulated chains stand still: balances are as of this block. */
const BLOCK_HEIGHT = '7000000';
const BLOCK_HASH = `0x${'5b'.repeat(32)}`;

export function assetView(asset: CatalogueAsset): Record<string, unknown> {
  const baseAsset = asset.feeAsset === asset.id;
  return {
    id: asset.id,
    symbol: asset.symbol,
    name: asset.name,
    decimals: asset.decimals,
    networkProtocol: asset.networkProtocol,
    testnet: true,
    hasFee: baseAsset,
    baseAsset,
    type: baseAsset ? 'BASE_ASSET' : 'ERC20',
    coinType: asset.coinType,
    blockchain: asset.blockchain,
    blockchainId: asset.blockchain,
    blockchainSymbol: asset.blockchain,
    blockchainDisplayName: asset.blockchainDisplayName,
    deprecated: false,
    algorithm: asset.algorithm,
    ...(asset.ethContractAddress ? { ethContractAddress: asset.ethContractAddress } : {}),
  };
}

export function addressView(asset: AssetRecord): Record<string, unknown> {
  return {
    accountName: `Account ${asset.accountId}`,
    accountId: asset.accountId,
    asset: asset.assetId,
    address: asset.address,
    addressType: 'PERMANENT',
    addressDescription: '',
    tag: asset.tag,
    addressIndex: 0,
    change: 0,
    customerRefId: '',
    addressFormat: asset.assetId.startsWith('BTC') ? 'SEGWIT' : 'BASE',
    legacyAddress: '',
    paymentAddress: '',
    userDefined: false,
    state: 'READY',
  };
}

export function balanceView(asset: AssetRecord): Record<string, unknown> {
  return {
    id: asset.assetId,
    total: asset.total,
    available: available(asset),
    pending: '0',
    frozen: '0',
    lockedAmount: asset.locked,
    blockHeight: BLOCK_HEIGHT,
    blockHash: BLOCK_HASH,
  };
}

/** The data of the event that tells a changed balance; here the account is a number. */
export function balanceEvent(asset: AssetRecord): Record<string, unknown> {
  return {
    walletId: asset.walletId,
    accountId: Number(asset.accountId),
    assetId: asset.assetId,
    total: asset.total,
    pending: '0',
    staked: '0',
    frozen: '0',
    lockedAmount: asset.locked,
    blockHeight: BLOCK_HEIGHT,
    blockHash: BLOCK_HASH,
  };
}
