import { createHash } from 'node:crypto';
import type { CatalogueAsset } from './asset-catalogue';

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function letters(seed: string, alphabet: string, length: number): string {
  const bytes = Buffer.concat([
    createHash('sha512').update(seed).digest(),
    createHash('sha512').update(`${seed} more`).digest(),
  ]);
  return Array.from(bytes.subarray(0, length), (byte) => alphabet[byte % alphabet.length]).join('');
}

type Kind = CatalogueAsset['addressKind'];

const makers: Record<Kind, (seed: string) => string> = {
  evm: (seed) => `0x${letters(seed, '0123456789abcdef', 40)}`,
  bitcoin: (seed) => `tb1q${letters(seed, BECH32, 38)}`,
  solana: (seed) => letters(seed, BASE58.slice(1), 44),
  ripple: (seed) => `r${letters(seed, BASE58, 33)}`,
  stellar: (seed) => `G${letters(seed, BASE32, 55)}`,
  algorand: (seed) => letters(seed, BASE32, 58),
};

const shapes: Record<Kind, RegExp> = {
  evm: /^0x[0-9a-fA-F]{40}$/,
  bitcoin: /^(tb1[a-z0-9]{25,87}|[mn2][1-9A-HJ-NP-Za-km-z]{25,39})$/,
  solana: /^[1-9A-HJ-NP-Za-km-z]{32,44}$/,
  ripple: /^r[1-9A-HJ-NP-Za-km-z]{24,34}$/,
  stellar: /^G[A-Z2-7]{55}$/,
  algorand: /^[A-Z2-7]{58}$/,
};

/** A plausible address that follows from the account: EVM chains share one, as on the real chains. */
export function depositAddress(walletId: string, accountId: string, asset: CatalogueAsset): string {
  const chain = asset.addressKind === 'evm' ? 'evm' : asset.blockchain;
  return makers[asset.addressKind](`${walletId}/${accountId}/${chain}`);
}

/** Chains with shared addresses tell their depositors apart by a tag. */
export function needsTag(asset: CatalogueAsset): boolean {
  return asset.addressKind === 'ripple' || asset.addressKind === 'stellar';
}

export function depositTag(walletId: string, accountId: string, asset: CatalogueAsset): string {
  return needsTag(asset) ? letters(`${walletId}/${accountId}/tag`, '123456789', 9) : '';
}

export function isAddress(asset: CatalogueAsset, address: string): boolean {
  return shapes[asset.addressKind].test(address);
}
