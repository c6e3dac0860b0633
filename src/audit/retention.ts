import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../database/transaction';
import type { Clock } from '../shared/clock';
import type { Logger } from '../shared/logger';
import { Rounds } from '../shared/rounds';
import type { AuditKeys } from './audit-keys';
import { ChainDamagedError, lockChain, readBlocks, readEnds, writeEnds } from './chain';
import { verifyBlock } from './verify-block';
import { DAY_MS } from '../shared/durations';

interface RetentionOptions {
  pool: Pool;
  keys: AuditKeys;
  /** 0: everything is kept. */
  retentionDays: number;
  clock: Clock;
  log: Logger;
}

const ROUND_MS = 60 * 60 * 1_000;
const BLOCKS = 10;

/**
 * Removes whole blocks from the old end of the chain. The rest stays verifiable: the chain then
 * begins behind the last removed block, whose MAC is kept and signed. What is damaged is not
 * removed, or the removal would hide the damage.
 */
export class Retention {
  private readonly rounds: Rounds;

  constructor(private readonly options: RetentionOptions) {
    this.rounds = new Rounds({
      name: 'audit retention',
      everyMs: ROUND_MS,
      round: (closed) => this.prune(closed),
      log: options.log,
    });
    if (options.retentionDays > 0) this.rounds.start();
  }

  async close(): Promise<void> {
    await this.rounds.close();
  }

  private async prune(closed: AbortSignal): Promise<void> {
    const { pool, log } = this.options;
    try {
      let removed = 0;
      do {
        removed = await inTransaction(pool, (connection) => this.pruneSome(connection));
        if (removed > 0)
          log.info({ blocks: removed }, 'audit blocks beyond their retention removed');
      } while (removed === BLOCKS && !closed.aborted);
    } catch (error) {
      log.error({ err: error }, 'old audit rows could not be removed; it is tried again');
    }
  }

  private async pruneSome(connection: PoolClient): Promise<number> {
    const { keys, clock, retentionDays } = this.options;
    if (!(await lockChain(connection))) return 0;
    const ends = await readEnds(connection, keys);
    const before = clock() - retentionDays * DAY_MS;
    // A block's rows are older than its seal.
    const old = (await readBlocks(connection, ends.anchorNumber, BLOCKS)).filter(
      ({ sealedAt }) => sealedAt.getTime() < before,
    );
    let { anchorNumber, anchorMac } = ends;
    for (const block of old) {
      const fault =
        block.number === anchorNumber + 1
          ? await verifyBlock(connection, keys, block, anchorMac)
          : `block ${anchorNumber + 1} was removed`;
      if (fault !== undefined) throw new ChainDamagedError(fault);
      ({ number: anchorNumber, mac: anchorMac } = block);
    }
    await remove(
      connection,
      old.flatMap(({ seqs }) => seqs),
      anchorNumber,
    );
    if (old.length > 0)
      await writeEnds(connection, keys.current, { ...ends, anchorNumber, anchorMac });
    return old.length;
  }
}

/** The setting is what the tables' triggers ask for, and ends with the transaction. */
async function remove(connection: PoolClient, seqs: string[], lastBlock: number): Promise<void> {
  if (seqs.length === 0) return;
  await connection.query("SELECT set_config('ncw.audit_retention', 'on', true)");
  await connection.query('DELETE FROM audit_entries WHERE seq = ANY($1::bigint[])', [seqs]);
  await connection.query('DELETE FROM audit_blocks WHERE number <= $1', [lastBlock]);
}
