import type { PoolClient } from 'pg';
import type { ChainEnds } from './audit-key';
import type { AuditKeys } from './audit-keys';
import { ChainDamagedError, readBlocks, readEnds, type AuditBlock } from './chain';
import { STORED_ROW_COLUMNS, type StoredRow } from './stored-row';
import { verifyBlock, verifyRow } from './verify-block';

/** A head that was logged: `number:mac`. */
export interface LoggedHead {
  number: number;
  mac: string;
}

export interface VerifiedChain {
  blocks: number;
  rows: number;
  unsealed: number;
  /** Each with the first block that it has sealed, oldest first. */
  keys: { id: string; from: number }[];
  head: LoggedHead;
}

const PAGE = 20;

/**
 * Verifies everything that stands in the record; in one snapshot, so that a gateway may go on
 * writing. Throws ChainDamagedError about the first row or block that is not as it was, and
 * AuditKeyMissingError about the first that needs a key which is not known.
 */
export async function verifyChain(
  connection: PoolClient,
  keys: AuditKeys,
  expected?: LoggedHead,
): Promise<VerifiedChain> {
  const ends = await readEnds(connection, keys);
  const walked = await walkBlocks(connection, keys, ends, expected);
  await findAdded(connection);
  const unsealed = await verifyUnsealed(connection, keys);
  return { ...walked, unsealed, head: { number: ends.headNumber, mac: ends.headMac } };
}

async function walkBlocks(
  connection: PoolClient,
  keys: AuditKeys,
  ends: ChainEnds,
  expected: LoggedHead | undefined,
) {
  let [number, mac] = [ends.anchorNumber, ends.anchorMac];
  let [rows, lastRow] = [0, ''];
  const used = new UsedKeys(keys);
  await refuseBlocksBefore(connection, number);
  compare({ number, mac }, expected);
  for (;;) {
    const page = await readBlocks(connection, number, PAGE);
    for (const block of page) {
      if (block.number !== number + 1) throw removed(number + 1, lastRow);
      const fault = await verifyBlock(connection, keys, block, mac);
      if (fault !== undefined) throw new ChainDamagedError(fault);
      used.add(block);
      ({ number, mac } = block);
      rows += block.seqs.length;
      lastRow = block.seqs.at(-1) ?? lastRow;
      compare(block, expected);
    }
    if (page.length < PAGE) break;
  }
  if (number < ends.headNumber) throw removed(number + 1, lastRow);
  if (number > ends.headNumber || mac !== ends.headMac) {
    throw new ChainDamagedError(`block ${number} was added behind the head of the chain`);
  }
  if (expected && expected.number > number) throw removed(number + 1, lastRow);
  return { blocks: number - ends.anchorNumber, rows, keys: used.list };
}

async function refuseBlocksBefore(connection: PoolClient, anchor: number): Promise<void> {
  const { rows } = await connection.query<{ number: string }>(
    'SELECT number FROM audit_blocks WHERE number <= $1 ORDER BY number LIMIT 1',
    [anchor],
  );
  const [added] = rows;
  if (added) throw new ChainDamagedError(`block ${added.number} was added before the chain`);
}

function compare(at: LoggedHead, expected: LoggedHead | undefined): void {
  if (at.number !== expected?.number || at.mac === expected.mac) return;
  throw new ChainDamagedError(`block ${at.number} is not the one whose head was logged`);
}

function removed(number: number, lastRow: string): ChainDamagedError {
  const rows = lastRow === '' ? 'its rows' : `the rows behind row ${lastRow}`;
  return new ChainDamagedError(`block ${number} was removed, and with it ${rows}`);
}

/** Which keys have sealed the blocks, one after the other. */
class UsedKeys {
  readonly list: VerifiedChain['keys'] = [];
  private age = Infinity;

  constructor(private readonly keys: AuditKeys) {}

  add(block: AuditBlock): void {
    const { number, keyId } = block;
    const age = this.keys.ageOf(block);
    if (age < this.age) this.list.push({ id: keyId, from: number });
    if (age > this.age) {
      const reason = `block ${number} was sealed with the key ${keyId}, which was replaced before`;
      throw new ChainDamagedError(reason);
    }
    this.age = age;
  }
}

/** Rows that neither a block nor the queue knows; and those that only the queue knows. */
async function findAdded(connection: PoolClient): Promise<void> {
  const added = await connection.query<{ seq: string }>(
    `SELECT e.seq FROM audit_entries e
      WHERE NOT EXISTS (SELECT 1 FROM audit_unsealed u WHERE u.seq = e.seq)
        AND NOT EXISTS (SELECT 1 FROM (SELECT unnest(seqs) AS seq FROM audit_blocks) s
                         WHERE s.seq = e.seq)
      ORDER BY e.seq LIMIT 1`,
  );
  const [row] = added.rows;
  if (row) throw new ChainDamagedError(`row ${row.seq} was added: it was never sealed`);
  const missing = await connection.query<{ seq: string }>(
    `SELECT u.seq FROM audit_unsealed u
      WHERE NOT EXISTS (SELECT 1 FROM audit_entries e WHERE e.seq = u.seq)
      ORDER BY u.seq LIMIT 1`,
  );
  const [gone] = missing.rows;
  if (gone) throw new ChainDamagedError(`row ${gone.seq} (not sealed yet) was removed`);
}

async function verifyUnsealed(connection: PoolClient, keys: AuditKeys): Promise<number> {
  const { rows } = await connection.query<StoredRow>(
    `SELECT ${STORED_ROW_COLUMNS} FROM audit_entries e JOIN audit_unsealed u ON u.seq = e.seq
      ORDER BY e.seq`,
  );
  for (const row of rows) {
    const fault = verifyRow(keys, row);
    if (fault !== undefined) throw new ChainDamagedError(fault);
  }
  return rows.length;
}
