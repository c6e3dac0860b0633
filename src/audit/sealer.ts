import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../database/transaction';
import type { Clock } from '../shared/clock';
import type { Logger } from '../shared/logger';
import type { ChainEnds } from './audit-key';
import type { AuditKeys } from './audit-keys';
import { appendBlock, lockChain, readEnds, writeEnds, type AuditBlock } from './chain';

interface SealerOptions {
  pool: Pool;
  keys: AuditKeys;
  clock: Clock;
  log: Logger;
}

const ROUND_MS = 1_000;

/** Looks for rows of instances that have died, even when nothing was written here. */
const SWEEP_ROUNDS = 15;

const BLOCK_ROWS = 500;

/**
 * Binds committed rows into blocks, in the background: writers wait neither for it nor for each
 * other. Which rows are committed is told by the queue that each row's transaction fills. One
 * instance seals at a time; what it leaves the next one finds.
 */
export class Sealer {
  private readonly timer: NodeJS.Timeout;
  private running: Promise<void> | undefined;
  private rounds = SWEEP_ROUNDS;
  /** The last head that was seen here: a database that was set back does not know it. */
  private seen: Pick<ChainEnds, 'headNumber' | 'headMac'> = { headNumber: 0, headMac: '' };

  constructor(private readonly options: SealerOptions) {
    this.timer = setInterval(() => {
      this.rounds += 1;
      if (this.rounds >= SWEEP_ROUNDS) this.run();
    }, ROUND_MS);
    this.timer.unref();
  }

  /** Rows are about to be there: they are sealed in the next round. */
  wake(): void {
    this.rounds = SWEEP_ROUNDS;
  }

  /** Ends with a last sealing. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
    await this.sealAll();
  }

  private run(): void {
    if (this.running) return;
    this.rounds = 0;
    this.running = this.sealAll().finally(() => {
      this.running = undefined;
    });
  }

  private async sealAll(): Promise<void> {
    const { pool, log } = this.options;
    try {
      for (;;) {
        const block = await inTransaction(pool, (connection) => this.seal(connection));
        if (!block) return;
        const { number, mac, keyId, seqs } = block;
        this.seen = { headNumber: number, headMac: mac };
        // Whoever sets the whole database back cannot set back this line.
        log.info(
          { auditBlock: number, auditHead: mac, auditKey: keyId, rows: seqs.length },
          'audit block sealed',
        );
        if (seqs.length < BLOCK_ROWS) return;
      }
    } catch (error) {
      log.error({ err: error }, 'audit rows could not be sealed; it is tried again');
    }
  }

  private async seal(connection: PoolClient): Promise<AuditBlock | undefined> {
    const { keys, clock } = this.options;
    if (!(await lockChain(connection))) return undefined;
    const ends = await readEnds(connection, keys);
    this.compare(ends);
    const rows = await takeUnsealed(connection);
    if (rows.length === 0) return undefined;
    const key = keys.current;
    const content = {
      number: ends.headNumber + 1,
      previous: ends.headMac,
      sealedAt: new Date(clock()),
      keyId: key.id,
      seqs: rows.map(({ seq }) => seq),
      macs: rows.map(({ mac }) => mac),
    };
    const block = { ...content, mac: key.macOfBlock(content) };
    await appendBlock(connection, block);
    await writeEnds(connection, key, { ...ends, headNumber: block.number, headMac: block.mac });
    return block;
  }

  private compare({ headNumber, headMac }: ChainEnds): void {
    const { seen } = this;
    const setBack = headNumber < seen.headNumber;
    const replaced = headNumber === seen.headNumber && headMac !== seen.headMac;
    if (setBack || replaced) {
      const details = { auditBlock: seen.headNumber, auditHead: seen.headMac, found: headNumber };
      this.options.log.error(
        details,
        'the audit chain was set back behind a block that was sealed',
      );
    }
    this.seen = { headNumber, headMac };
  }
}

/** Committed rows only: others are not visible yet. */
async function takeUnsealed(connection: PoolClient) {
  const { rows } = await connection.query<{ seq: string; mac: string }>(
    `WITH taken AS (
       DELETE FROM audit_unsealed
        WHERE seq IN (SELECT seq FROM audit_unsealed ORDER BY seq LIMIT ${BLOCK_ROWS})
       RETURNING seq, mac)
     SELECT seq, mac FROM taken ORDER BY seq`,
  );
  return rows;
}
