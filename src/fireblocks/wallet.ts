import { z } from 'zod';
import { parseUuid } from '../shared/ids';
import {
  amountOrNull,
  booleanOrNull,
  epochOrNull,
  idOrNull,
  numberOrNull,
  textOrNull,
} from './lenient';

/** A UUID in its one spelling; ids that later become part of a URL must be nothing else. */
export const uuid = z.string().transform((text, context) => {
  const id = parseUuid(text);
  if (id !== undefined) return id;
  context.addIssue({ code: 'custom', message: 'not a UUID' });
  return z.NEVER;
});

/** Fireblocks has sent account ids as text and as numbers. */
const accountId = z.union([z.string().min(1), z.number().int()]).transform(String);

export const createdWallet = z.object({ walletId: uuid });

/** Of a wallet or a device: whether it may be used. */
export const enabledState = z.object({ enabled: z.boolean() });

export const createdAccount = z.object({ accountId });
export type WalletAccount = z.output<typeof createdAccount>;

export const depositAddress = z.object({
  accountId: idOrNull,
  accountName: textOrNull,
  asset: textOrNull,
  address: z.string(),
  addressType: textOrNull,
  addressDescription: textOrNull,
  tag: textOrNull,
  addressIndex: numberOrNull,
  change: numberOrNull,
  addressFormat: textOrNull,
  legacyAddress: textOrNull,
  /** PENDING_ACTIVATION, ACTIVATION_FAILED or READY. */
  state: textOrNull,
});
export type DepositAddress = z.output<typeof depositAddress>;

export const walletAsset = z.object({
  id: z.string().min(1),
  symbol: textOrNull,
  name: textOrNull,
  decimals: numberOrNull,
  networkProtocol: textOrNull,
  testnet: booleanOrNull,
  hasFee: booleanOrNull,
  baseAsset: textOrNull,
  coinType: numberOrNull,
  blockchain: textOrNull,
  blockchainSymbol: textOrNull,
  blockchainDisplayName: textOrNull,
  ethNetwork: numberOrNull,
  ethContractAddress: textOrNull,
  issuerAddress: textOrNull,
  deprecated: booleanOrNull,
  /** MPC_ECDSA_SECP256K1 or MPC_EDDSA_ED25519. */
  algorithm: textOrNull,
});
export type WalletAsset = z.output<typeof walletAsset>;

/** Decimal text throughout; null where Fireblocks does not know. */
export const assetBalance = z.object({
  id: z.string().min(1),
  total: amountOrNull,
  available: amountOrNull,
  pending: amountOrNull,
  frozen: amountOrNull,
  lockedAmount: amountOrNull,
  blockHeight: idOrNull,
  blockHash: textOrNull,
});
export type AssetBalance = z.output<typeof assetBalance>;

export const latestBackup = z.object({
  passphraseId: z.string().min(1),
  /** Epoch ms. */
  createdAt: epochOrNull,
  keys: z
    .array(
      z.object({
        deviceId: textOrNull,
        publicKey: textOrNull,
        keyId: textOrNull,
        algorithm: textOrNull,
      }),
    )
    .nullish()
    .transform((keys) => keys ?? []),
});
export type LatestBackup = z.output<typeof latestBackup>;
