import { z } from 'zod';

export const peer = z.object({
  id: z.string().nullable(),
  type: z.string(),
  walletId: z.string().optional(),
  name: z.string(),
  subType: z.string(),
});
export type Peer = z.infer<typeof peer>;

/** The transaction as Fireblocks shows it, in answers and in webhooks alike. */
const transactionView = z.looseObject({
  id: z.string(),
  externalTxId: z.string(),
  status: z.string(),
  subStatus: z.string(),
  operation: z.string(),
  assetId: z.string(),
  createdAt: z.number(),
  lastUpdated: z.number(),
  source: peer,
  destination: peer.nullable(),
  txHash: z.string(),
  numOfConfirmations: z.number(),
  networkFee: z.number(),
  extraParameters: z.unknown().optional(),
});
export type TransactionView = z.infer<typeof transactionView>;

const credit = z.object({
  walletId: z.string(),
  accountId: z.string(),
  amount: z.string(),
});

export const transactionRecord = z.object({
  view: transactionView,
  incoming: z.boolean(),
  amount: z.string(),
  /** Taken from the source besides the amount when the transaction completes. */
  fee: z.string(),
  /** The amount is locked at the source. */
  locked: z.boolean(),
  /** Wallets of the workspace that receive when the transaction completes. */
  credits: z.array(credit),
  /** `poll_mpc_msg` relays seen while the signature was awaited. */
  polls: z.number(),
  /** When the call that made it was signed, epoch ms; of one that comes in there is none. */
  signedAt: z.number().optional(),
});
export type TransactionRecord = z.infer<typeof transactionRecord>;
