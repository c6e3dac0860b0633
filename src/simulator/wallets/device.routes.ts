import type { FastifyInstance } from 'fastify';
import type { SimulatorContext } from '../context';
import { HttpError } from '../http/http-error';
import { paginate } from '../http/pagination';
import { deviceParams, enabledBody, walletParams } from '../http/params';
import { parse, parseBody } from '../http/parse';
import { rolesAllowed } from '../http/roles';
import type { BackupRecord, DeviceRecord } from '../state/records';
import { deviceOf, devicesOf, putDevice, walletOf } from './lookups';
import { deviceSetupView } from './setup-status';

function view({ deviceId, enabled, physicalDeviceId }: DeviceRecord): Record<string, unknown> {
  return { deviceId, enabled, physicalDeviceId };
}

function latestBackup({ store }: SimulatorContext, walletId: string): Record<string, unknown> {
  walletOf(store, walletId);
  const backups = store.backups.filter((row) => row.walletId === walletId);
  const latest = backups.reduce<BackupRecord | undefined>(
    (best, row) => (best && best.createdAt > row.createdAt ? best : row),
    undefined,
  );
  if (!latest) throw new HttpError(404, 'No backup found for the wallet');
  const { passphraseId, createdAt, deviceId, keys } = latest;
  return {
    passphraseId,
    createdAt,
    keys: keys.map(({ publicKey, keyId, algorithm }) => ({
      deviceId,
      publicKey,
      keyId,
      algorithm,
    })),
  };
}

/** Devices, how far their set-up is, and the wallet's latest backup. */
export function deviceRoutes(app: FastifyInstance, context: SimulatorContext): void {
  const { store, settings } = context;
  const signer = rolesAllowed('signer');
  const find = (params: unknown): DeviceRecord => {
    const { walletId, deviceId } = parse(deviceParams, params);
    return deviceOf(store, walletId, deviceId);
  };
  const list = (params: unknown): DeviceRecord[] => {
    const { walletId } = parse(walletParams, params);
    return devicesOf(store, walletOf(store, walletId).walletId);
  };

  app.get('/ncw/wallets/:walletId/devices', (request) => ({
    data: list(request.params).map(view),
  }));
  app.get('/ncw/wallets/:walletId/devices_paginated', (request) => {
    const keyed = list(request.params).map((row) => ({ key: row.deviceId, row }));
    return paginate(keyed, request.query, ({ row }) => view(row));
  });
  app.get('/ncw/wallets/:walletId/devices/:deviceId', (request) => view(find(request.params)));
  app.get('/ncw/wallets/:walletId/devices/:deviceId/setup_status', (request) => {
    const device = find(request.params);
    const wallet = walletOf(store, device.walletId);
    return deviceSetupView(wallet, device, settings.nestedSetupStatus);
  });
  app.patch('/ncw/wallets/:walletId/devices/:deviceId/status', signer, (request, reply) => {
    putDevice(store, { ...find(request.params), ...parseBody(enabledBody, request.body) });
    return reply.code(204).send();
  });
  app.put('/ncw/wallets/:walletId/devices/:deviceId/enable', signer, (request) =>
    view(putDevice(store, { ...find(request.params), ...parseBody(enabledBody, request.body) })),
  );
  app.get('/ncw/wallets/:walletId/backup/latest', (request) =>
    latestBackup(context, parse(walletParams, request.params).walletId),
  );
}
