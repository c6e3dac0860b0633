import { z } from 'zod';
import { parse } from '../http/parse';
import type { RpcCall, RpcMethod } from './rpc-call';

const pollParams = z.object({ txId: z.string() });

/**
 * There are never MPC messages to hand out: devices verify them against Fireblocks' own
 * certificates. A poll for a transaction that awaits its signature counts towards that instead.
 */
async function pollMessage({ context, wallet, params, signal }: RpcCall): Promise<undefined> {
  const { txId } = parse(pollParams, params);
  if (context.engine.polled(txId, wallet.walletId)) return;
  await context.wakeups.wait(txId, context.settings.pollMs, signal);
}

/** The messages of a running key generation or signature. */
export const mpcMessageMethods: Record<string, RpcMethod> = {
  poll_mpc_msg: pollMessage,
  ack_mpc_msg: () => ({ success: true }),
  broadcast_mpc_msg: () => ({ success: true }),
};
