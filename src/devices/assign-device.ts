import type { Caller } from '../api/caller';
import { GatewayError, notFound } from '../api/gateway-error';
import type { AuditTrail } from '../audit/audit-trail';
import type { Prisma, PrismaClient } from '../database/generated/client';
import { requireUsable } from '../wallets/usable-wallet';
import type { Device } from './device.type';
import { requireEnabled } from './enabled-device';

/** Fireblocks' own limit. */
const MAX_DEVICES_PER_WALLET = 10;

/**
 * Binds a device to the caller's wallet, before its first RPC message. The binding is the gateway's
 * alone: Fireblocks learns of the device from that message. Repeating it changes nothing.
 */
export class AssignDevice {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly audit: AuditTrail,
  ) {}

  run(caller: Caller, walletId: string, deviceId: string): Promise<Device> {
    return this.prisma.$transaction(async (tx) => {
      await lockOwnWallet(tx, caller, walletId);
      const existing = await tx.device.findUnique({ where: { id: deviceId } });
      if (existing) return acceptExisting(existing, walletId);
      const devices = await tx.device.count({ where: { walletId } });
      if (devices >= MAX_DEVICES_PER_WALLET) throw deviceLimitReached();
      // Another wallet's assignment of the same id may have been quicker: the primary key decides.
      const { count } = await tx.device.createMany({
        data: [{ id: deviceId, walletId }],
        skipDuplicates: true,
      });
      if (count === 0) throw alreadyAssigned();
      await this.audit.record(tx, { outcome: 'SUCCEEDED', walletId, deviceId });
      return tx.device.findUniqueOrThrow({ where: { id: deviceId } });
    });
  }
}

/** The update is the lock under which the wallet's devices are counted. */
async function lockOwnWallet(
  tx: Prisma.TransactionClient,
  caller: Caller,
  walletId: string,
): Promise<void> {
  const [wallet] = await tx.wallet.updateManyAndReturn({
    where: { id: walletId, ownerId: caller.id },
    data: { updatedAt: new Date() },
    select: { status: true },
  });
  if (!wallet) throw notFound('wallet');
  requireUsable(wallet.status);
}

function acceptExisting(device: Device, walletId: string): Device {
  if (device.walletId !== walletId) throw alreadyAssigned();
  requireEnabled(device);
  return device;
}

function alreadyAssigned(): GatewayError {
  return new GatewayError('DEVICE_ALREADY_ASSIGNED', 'the device is assigned to another wallet');
}

function deviceLimitReached(): GatewayError {
  return new GatewayError(
    'DEVICE_LIMIT_REACHED',
    `a wallet may have ${MAX_DEVICES_PER_WALLET} devices`,
  );
}
