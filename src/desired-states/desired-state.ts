import type { DesiredState, Prisma } from '../database/generated/client';

export type { DesiredState };

/** A decision on a wallet (its own id twice) or on a device. */
export type Decision = Pick<DesiredState, 'kind' | 'id' | 'walletId' | 'enabled'>;

/** How long a call that was sent before may still take effect, the longest relay included. */
export const UNSETTLED_S = 90;

/**
 * Writes down what Fireblocks shall be brought to, inside the transaction that decides it. A run
 * that is under way for an older decision keeps its lease, so that two calls never race.
 */
export async function decide(
  tx: Prisma.TransactionClient,
  { kind, id, walletId, enabled }: Decision,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO desired_states (kind, id, wallet_id, enabled, check_at, unsettled_until)
    VALUES (${kind}::"DesiredStateKind", ${id}::uuid, ${walletId}::uuid, ${enabled}, now(),
            now() + ${UNSETTLED_S} * interval '1 second')
    ON CONFLICT (kind, id) DO UPDATE
       SET enabled = excluded.enabled, version = desired_states.version + 1, attempts = 0,
           check_at = excluded.check_at, unsettled_until = excluded.unsettled_until`;
}

/** Whether Fireblocks has been brought to what was decided last, or nothing was ever decided. */
export function isApplied(state: DesiredState | null): boolean {
  return state === null || state.confirmedVersion === state.version;
}
