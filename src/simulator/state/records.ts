import { z } from 'zod';

/** What the simulator remembers. Times are milliseconds since the epoch, amounts decimal strings. */

export const walletRecord = z.object({
  walletId: z.string(),
  enabled: z.boolean(),
  createdAt: z.number(),
  algorithms: z.array(z.string()),
});
export type WalletRecord = z.infer<typeof walletRecord>;

export const accountRecord = z.object({
  walletId: z.string(),
  accountId: z.string(),
  createdAt: z.number(),
});
export type AccountRecord = z.infer<typeof accountRecord>;

export const assetRecord = z.object({
  walletId: z.string(),
  accountId: z.string(),
  assetId: z.string(),
  /** False while the asset is only there because it was funded. */
  activated: z.boolean(),
  address: z.string(),
  tag: z.string(),
  total: z.string(),
  /** Promised to outgoing transactions that are not over yet. */
  locked: z.string(),
  createdAt: z.number(),
});
export type AssetRecord = z.infer<typeof assetRecord>;

export const keyRecord = z.object({
  keyId: z.string(),
  /** In the RPC's spelling, such as `MPC_CMP_ECDSA_SECP256K1`. */
  algorithm: z.string(),
  publicKey: z.string(),
  confirmed: z.boolean(),
  backedUp: z.boolean(),
});
export type KeyRecord = z.infer<typeof keyRecord>;

export const deviceRecord = z.object({
  walletId: z.string(),
  deviceId: z.string(),
  enabled: z.boolean(),
  physicalDeviceId: z.string(),
  /** Installations that a recovery has replaced. */
  replaced: z.array(z.string()),
  createdAt: z.number(),
  keys: z.array(keyRecord),
});
export type DeviceRecord = z.infer<typeof deviceRecord>;

/** One device's last backup; the encrypted shares are kept exactly as they were sent. */
export const backupRecord = z.object({
  walletId: z.string(),
  deviceId: z.string(),
  passphraseId: z.string(),
  createdAt: z.number(),
  keys: z.array(z.looseObject({ keyId: z.string(), algorithm: z.string(), publicKey: z.string() })),
});
export type BackupRecord = z.infer<typeof backupRecord>;

export const joinRecord = z.object({
  requestId: z.string(),
  walletId: z.string(),
  deviceId: z.string(),
  approvedBy: z.string().nullable(),
  algorithms: z.array(z.string()),
  newKeys: z.record(z.string(), z.string()).nullable(),
});
export type JoinRecord = z.infer<typeof joinRecord>;

/** A web3 connection that exists; one that was denied or removed does not. */
export const connectionRecord = z.object({
  id: z.string(),
  walletId: z.string(),
  accountId: z.number(),
  feeLevel: z.string(),
  /** False while the dApp waits for an answer. */
  open: z.boolean(),
  createdAt: z.number(),
});
export type ConnectionRecord = z.infer<typeof connectionRecord>;

export const nftRecord = z.object({
  /** The asset id. */
  id: z.string(),
  walletId: z.string(),
  accountId: z.string(),
  name: z.string(),
  spam: z.boolean(),
  createdAt: z.number(),
});
export type NftRecord = z.infer<typeof nftRecord>;

export const idempotencyRecord = z.object({
  status: z.number(),
  body: z.string(),
  at: z.number(),
});

export const signingKeyRecord = z.object({ kid: z.string(), privateKey: z.string() });
