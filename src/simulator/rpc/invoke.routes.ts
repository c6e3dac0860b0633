import type { FastifyInstance, FastifyReply } from 'fastify';
import type { SimulatorContext } from '../context';
import { deviceParams } from '../http/params';
import { parse, parseBody } from '../http/parse';
import { rolesAllowed } from '../http/roles';
import { admit, admitInstallation } from './admission';
import { backupMethods } from './backup';
import { certificateMethods } from './certificates';
import { enrolmentMethods } from './enrolment';
import { joinMethods } from './join';
import { keyMethods } from './keys';
import { mpcMessageMethods } from './mpc-messages';
import { RpcError, type RpcMethod } from './rpc-call';
import { invokeBody, parseMessage, type RpcMessage } from './rpc-message';
import { takeoverMethods } from './takeover';

const methods = new Map<string, RpcMethod>(
  [
    certificateMethods,
    enrolmentMethods,
    keyMethods,
    backupMethods,
    mpcMessageMethods,
    joinMethods,
    takeoverMethods,
  ].flatMap((family) => Object.entries(family)),
);

function disconnection(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    controller.abort();
  });
  return controller.signal;
}

function answer(
  context: SimulatorContext,
  ids: { walletId: string; deviceId: string },
  message: RpcMessage,
  signal: AbortSignal,
): unknown {
  const { wallet, device } = admit(context, ids.walletId, ids.deviceId);
  const method = methods.get(message.method);
  if (!method) throw new RpcError(`Unknown method ${message.method}`);
  const { physicalDeviceId } = message.headers;
  return method({
    ...{ context, wallet, physicalDeviceId, signal },
    device: admitInstallation(context, device, physicalDeviceId),
    params: message.params[0],
  });
}

/** The relay: what a device's SDK says, answered as the SDK expects it. */
export function invokeRoutes(app: FastifyInstance, context: SimulatorContext): void {
  const path = '/ncw/wallets/:walletId/devices/:deviceId/invoke';
  app.post(path, rolesAllowed('signer'), async (request, reply) => {
    const ids = parse(deviceParams, request.params);
    const message = parseMessage(parseBody(invokeBody, request.body).payload);
    try {
      const result = await answer(context, ids, message, disconnection(reply));
      return result === undefined ? {} : { result };
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      const { message: text, code } = error;
      return { error: { message: text, ...(code === undefined ? {} : { code }) } };
    }
  });
}
