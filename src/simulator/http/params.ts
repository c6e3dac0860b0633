import { z } from 'zod';

/** Path parameters are any text here, as at Fireblocks: what does not exist is 404. */
const text = z.string();

export const walletParams = z.object({ walletId: text });
export const accountParams = walletParams.extend({ accountId: text });
export const assetParams = accountParams.extend({ assetId: text });
export const deviceParams = walletParams.extend({ deviceId: text });
export const addressIndexParams = assetParams.extend({ change: text, addressIndex: text });
export const connectionParams = z.object({ id: text });
export const enabledBody = z.object({ enabled: z.boolean() });
