import type { AuditTrail } from '../audit/audit-trail';
import type { PrismaClient } from '../database/generated/client';
import type { Web3ConnectionStatus } from '../database/generated/enums';

/** From what each status may be reached: what is over stays over. */
const REACHED_FROM = {
  APPROVED: ['PENDING'],
  DENIED: ['PENDING'],
  REMOVED: ['PENDING', 'APPROVED'],
} as const satisfies Partial<Record<Web3ConnectionStatus, Web3ConnectionStatus[]>>;

/** Writes what becomes of connections, with its audit entry. */
export class Web3ConnectionChanges {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly audit: AuditTrail,
  ) {}

  /** To be called before Fireblocks is told. */
  async begin(): Promise<void> {
    await this.audit.record(this.prisma, { outcome: 'BEGUN' });
  }

  /** The same of an approval, which leaves open what Fireblocks has heard until it is settled. */
  async beginApproval(id: string): Promise<void> {
    await this.prisma.$transaction(async (tx) => {
      await tx.web3Connection.update({ where: { id }, data: { approvalBegun: true } });
      await this.audit.record(tx, { outcome: 'BEGUN' });
    });
  }

  /** Nothing when another change was quicker and leads elsewhere. */
  async settle(id: string, status: keyof typeof REACHED_FROM): Promise<void> {
    await this.prisma.$transaction(async (tx) => {
      const { count } = await tx.web3Connection.updateMany({
        where: { id, status: { in: [...REACHED_FROM[status]] } },
        data: { status },
      });
      if (count > 0) await this.audit.record(tx, { outcome: 'SUCCEEDED' });
    });
  }
}
