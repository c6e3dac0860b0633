import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { parse } from '../http/parse';
import type { JoinRecord } from '../state/records';
import { keyIdsByAlgorithm, startKeys } from './keys';
import { RpcError, type RpcCall, type RpcMethod } from './rpc-call';

const pollParams = z.object({ txId: z.string() });
const approveParams = z.object({ requestId: z.string(), algorithms: z.array(z.string()) });
const addParams = approveParams.extend({ srcDeviceId: z.string() });

function joinOf({ context, wallet }: RpcCall, requestId: string): JoinRecord {
  const join = context.store.joins.get(requestId);
  if (join?.walletId !== wallet.walletId) throw new RpcError('Join request not found');
  return join;
}

function save({ context }: RpcCall, join: JoinRecord): void {
  context.store.joins.put(join.requestId, join);
  context.wakeups.wake(join.requestId);
}

function requestJoin(call: RpcCall): unknown {
  const { walletId, deviceId } = call.device;
  const requestId = randomUUID();
  save(call, {
    ...{ requestId, walletId, deviceId },
    ...{ approvedBy: null, algorithms: [], newKeys: null },
  });
  const data = { walletId, deviceId, requestId };
  call.context.publisher.publish('embedded_wallet.device.added', walletId, data);
  return { requestId };
}

/** The joining device learns who approves it; the approving one that the keys can be set up. */
function news(join: JoinRecord, deviceId: string): unknown {
  if (join.deviceId === deviceId) {
    if (join.approvedBy === null) return undefined;
    const { algorithms, approvedBy } = join;
    return { status: 'PROVISIONER_FOUND', srcDevice: approvedBy, algorithms };
  }
  if (join.newKeys === null) return undefined;
  return { status: 'MPC_SETUP_REQUESTED', newKeys: join.newKeys };
}

async function pollJoin(call: RpcCall): Promise<unknown> {
  const { txId } = parse(pollParams, call.params);
  const { deviceId } = call.device;
  const now = news(joinOf(call, txId), deviceId);
  if (now !== undefined) return now;
  await call.context.wakeups.wait(txId, call.context.settings.pollMs, call.signal);
  return news(joinOf(call, txId), deviceId);
}

function approveJoin(call: RpcCall): unknown {
  const { requestId, algorithms } = parse(approveParams, call.params);
  const join = joinOf(call, requestId);
  if (join.deviceId === call.device.deviceId) throw new RpcError('A device cannot approve itself');
  save(call, { ...join, algorithms, approvedBy: call.device.deviceId });
  return { success: true };
}

function addDevice(call: RpcCall): unknown {
  const { requestId, algorithms, srcDeviceId } = parse(addParams, call.params);
  const join = joinOf(call, requestId);
  if (join.approvedBy !== srcDeviceId) throw new RpcError('Join request was not approved');
  const newKeys = keyIdsByAlgorithm(startKeys(call, algorithms));
  save(call, { ...join, newKeys });
  return { status: newKeys };
}

/** A further device of a wallet: it asks, a device with keys approves, keys are set up. */
export const joinMethods: Record<string, RpcMethod> = {
  request_add_device_setup: requestJoin,
  poll_add_device_msg: pollJoin,
  request_provision_add_device_setup: approveJoin,
  request_mpc_add_device: addDevice,
};
