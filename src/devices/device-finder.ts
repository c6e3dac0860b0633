import { readsEverything, type Caller } from '../api/caller';
import type { PrismaClient } from '../database/generated/client';
import type { Device } from './device.type';

/** The only way to a device's row: every look-up says who is looking. */
export class DeviceFinder {
  constructor(private readonly prisma: PrismaClient) {}

  /** Null for a missing device and for one that the caller may not see. */
  find(caller: Caller, id: string): Promise<Device | null> {
    return this.prisma.device.findFirst({ where: { id, ...inVisibleWallet(caller) } });
  }

  /** The wallet's devices, oldest first: at most ten. */
  listOfWallet(caller: Caller, walletId: string): Promise<Device[]> {
    return this.prisma.device.findMany({
      where: { walletId, ...inVisibleWallet(caller) },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    });
  }
}

function inVisibleWallet(caller: Caller) {
  return readsEverything(caller) ? {} : { wallet: { ownerId: caller.id } };
}
