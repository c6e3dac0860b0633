import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { TransactionView } from '../state/transaction-record';
import { publicKeyFor } from '../wallets/algorithms';
import { findSupportedAsset } from '../wallets/asset-catalogue';

const content = z.union([z.string(), z.looseObject({})]).transform((value) => {
  return typeof value === 'string' ? value : JSON.stringify(value);
});
const extraParameters = z.object({
  rawMessageData: z.object({ messages: z.array(z.object({ content })).min(1) }),
});

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Signatures of the right form, which follow from the message; no key has made them. */
export function signedMessages(view: TransactionView): unknown[] {
  const parsed = extraParameters.safeParse(view.extraParameters);
  const messages = parsed.success ? parsed.data.rawMessageData.messages : [];
  const algorithm = findSupportedAsset(view.assetId)?.algorithm ?? 'MPC_ECDSA_SECP256K1';
  return messages.map((message, index) => {
    const r = digest(`${view.id} ${index} r ${message.content}`);
    const s = digest(`${view.id} ${index} s ${message.content}`);
    return {
      content: digest(message.content),
      algorithm,
      derivationPath: [44, 60, Number(view.source.id ?? 0), 0, 0],
      signature: { fullSig: `${r}${s}`, r, s, v: 0 },
      publicKey: publicKeyFor(view.source.walletId ?? '', algorithm),
    };
  });
}
