import { randomUUID } from 'node:crypto';
import type { RpcMethod } from './rpc-call';

/** The request is taken; the cloud's key shares never come, so that the SDK runs into its timeout. */
export const takeoverMethods: Record<string, RpcMethod> = {
  request_end_user_takeover: ({ device }) => ({
    requestId: randomUUID(),
    keys: device.keys.map(({ keyId, algorithm }) => ({ keyId, algorithm })),
  }),
};
