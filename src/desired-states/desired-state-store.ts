import type { PrismaClient } from '../database/generated/client';
import type { DesiredStateKind } from '../database/generated/enums';
import { isApplied, UNSETTLED_S, type DesiredState } from './desired-state';

/** A state that this instance alone works on until its lease ends. */
export interface ClaimedState extends DesiredState {
  leaseUntil: Date;
}

/** Longer than the calls of one batch take, which run at the same time: a read and a command. */
const LEASE_S = 45;

/** What Fireblocks is to be brought to, and whose turn it is. Times are the database's own. */
export class DesiredStateStore {
  constructor(private readonly prisma: PrismaClient) {}

  async isApplied(kind: DesiredStateKind, id: string): Promise<boolean> {
    return isApplied(
      await this.prisma.desiredState.findUnique({ where: { kind_id: { kind, id } } }),
    );
  }

  /** Takes the most urgent that are due, all to be disabled or all to be enabled. */
  async claim(limit: number): Promise<ClaimedState[]> {
    const disabling = await this.claimWhere(false, limit);
    return disabling.length > 0 ? disabling : this.claimWhere(true, limit);
  }

  /** Fireblocks has it as wanted. It is read once more when nothing older can be on its way. */
  async confirm({ kind, id, version, leaseUntil }: ClaimedState): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE desired_states
         SET confirmed_version = ${version}, attempts = 0,
             check_at = CASE WHEN unsettled_until > now() THEN unsettled_until END,
             unsettled_until = CASE WHEN unsettled_until > now() THEN unsettled_until END
       WHERE kind = ${kind}::"DesiredStateKind" AND id = ${id}::uuid AND version = ${version}`;
    await this.release(kind, id, leaseUntil);
  }

  /** The call failed, or nobody knows how it ended: again after `delayMs`, unless newly decided. */
  async postpone({ kind, id, version, leaseUntil }: ClaimedState, delayMs: number): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE desired_states
         SET attempts = CASE WHEN version = ${version} THEN attempts + 1 ELSE attempts END,
             check_at = CASE WHEN version = ${version}
                             THEN now() + ${delayMs} * interval '1 millisecond' ELSE check_at END,
             unsettled_until = now() + ${UNSETTLED_S} * interval '1 second'
       WHERE kind = ${kind}::"DesiredStateKind" AND id = ${id}::uuid`;
    await this.release(kind, id, leaseUntil);
  }

  /** Somebody says that the wallet has changed at Fireblocks. False when nothing was decided on it. */
  async recheckWallet(walletId: string): Promise<boolean> {
    const count = await this.prisma.$executeRaw`
      UPDATE desired_states SET check_at = LEAST(check_at, now())
       WHERE kind = 'WALLET' AND id = ${walletId}::uuid`;
    return count > 0;
  }

  /** Milliseconds until something is due; undefined when nothing is. */
  async dueInMs(): Promise<number | undefined> {
    const [row] = await this.prisma.$queryRaw<{ ms: number | null }[]>`
      SELECT (EXTRACT(EPOCH FROM MIN(GREATEST(check_at, lease_until)) - now()) * 1000)::float8 AS ms
        FROM desired_states WHERE check_at IS NOT NULL`;
    return row?.ms ?? undefined;
  }

  /** How many Fireblocks has not been brought to yet. */
  async countPending(): Promise<number> {
    const [row] = await this.prisma.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM desired_states WHERE confirmed_version < version`;
    return row?.count ?? 0;
  }

  /** Ends every lease: for a start on a database that one process alone can open. */
  async reclaim(): Promise<void> {
    await this.prisma.desiredState.updateMany({ data: { leaseUntil: null } });
  }

  private claimWhere(enabled: boolean, limit: number): Promise<ClaimedState[]> {
    return this.prisma.$queryRaw<ClaimedState[]>`
      UPDATE desired_states SET lease_until = now() + ${LEASE_S} * interval '1 second'
       WHERE (kind, id) IN (
         SELECT kind, id FROM desired_states
          WHERE check_at <= now() AND (lease_until IS NULL OR lease_until <= now())
            AND enabled = ${enabled}
          ORDER BY confirmed_version < version DESC, check_at
          LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING kind, id, wallet_id AS "walletId", enabled, version,
                confirmed_version AS "confirmedVersion", attempts, check_at AS "checkAt",
                lease_until AS "leaseUntil", unsettled_until AS "unsettledUntil"`;
  }

  private async release(kind: DesiredStateKind, id: string, leaseUntil: Date): Promise<void> {
    await this.prisma.desiredState.updateMany({
      where: { kind, id, leaseUntil },
      data: { leaseUntil: null },
    });
  }
}
