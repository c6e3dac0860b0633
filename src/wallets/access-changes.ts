import type { AuditTrail } from '../audit/audit-trail';
import type { AccessAction } from '../database/generated/enums';
import type { Prisma, PrismaClient } from '../database/generated/client';
import type { WakeSignal } from '../events/wake-signal';

/** Who decided what on whom, and why. */
export interface AccessDecision {
  action: AccessAction;
  walletId: string;
  deviceId?: string;
  actorId: string;
  /** Null where an owner gave none. */
  reason: string | null;
  fromOwnerId?: string;
  toOwnerId?: string;
}

interface AccessChangesOptions {
  prisma: PrismaClient;
  signal: WakeSignal;
  audit: AuditTrail;
  /** Starts the work towards what was decided at Fireblocks. */
  workOnDesiredStates: () => void;
}

/**
 * Every change of who may use a wallet or device: decided and recorded in one transaction, and told
 * to every instance after its commit, where streams and relays in flight look again.
 */
export class AccessChanges {
  constructor(private readonly options: AccessChangesOptions) {}

  async run<Result>(
    walletId: string,
    change: (tx: Prisma.TransactionClient) => Promise<Result>,
  ): Promise<Result> {
    const { prisma, signal, workOnDesiredStates } = this.options;
    const result = await prisma.$transaction(change);
    signal.notify([walletId]);
    workOnDesiredStates();
    return result;
  }

  /** The last step of every change, in its transaction. */
  async recordDecision(tx: Prisma.TransactionClient, decision: AccessDecision): Promise<void> {
    const { walletId, deviceId = null, reason, toOwnerId: resourceId = null } = decision;
    await tx.accessDecision.create({ data: decision });
    await this.options.audit.record(tx, {
      ...{ outcome: 'SUCCEEDED', walletId, deviceId, resourceId, reason },
    });
  }
}

/**
 * The first step of every change: changes of one wallet come one after the other, and whoever reads
 * its access version afterwards sees that something has changed. Null when no such wallet is found.
 */
export async function lockForChange(
  tx: Prisma.TransactionClient,
  where: { id: string; ownerId?: string },
) {
  const [wallet] = await tx.wallet.updateManyAndReturn({
    where,
    data: { accessVersion: { increment: 1 } },
  });
  return wallet ?? null;
}
