import type { PoolClient } from 'pg';
import type { AuditKeys } from './audit-keys';
import type { AuditBlock } from './chain';
import { STORED_ROW_COLUMNS, type StoredRow } from './stored-row';

/**
 * What is wrong with a block and its rows, in one sentence about the first; undefined: nothing.
 * Throws AuditKeyMissingError.
 */
export async function verifyBlock(
  connection: PoolClient,
  keys: AuditKeys,
  block: AuditBlock,
  previous: string,
): Promise<string | undefined> {
  const name = `block ${block.number}`;
  const key = keys.ofBlock(block);
  const fault = await verifyRows(connection, keys, block);
  if (fault !== undefined) return fault;
  const [first, last] = [block.seqs[0] ?? '', block.seqs.at(-1) ?? ''];
  if (key.macOfBlock(block) !== block.mac) {
    return `${name} was changed: rows ${first} to ${last} are not those that were sealed`;
  }
  if (block.previous === previous) return undefined;
  return `${name} (rows ${first} to ${last}) does not follow what stands before it`;
}

async function verifyRows(
  connection: PoolClient,
  keys: AuditKeys,
  { number, seqs, macs }: AuditBlock,
): Promise<string | undefined> {
  const { rows } = await connection.query<StoredRow>(
    `SELECT ${STORED_ROW_COLUMNS} FROM audit_entries e WHERE e.seq = ANY($1::bigint[]) ORDER BY e.seq`,
    [seqs],
  );
  const stored = new Map(rows.map((row) => [row.seq, row]));
  for (const [index, seq] of seqs.entries()) {
    const row = stored.get(seq);
    if (!row) return `row ${seq} (of block ${number}) was removed`;
    if (row.mac !== macs[index]) return `row ${seq} (of block ${number}) was changed`;
    const fault = verifyRow(keys, row);
    if (fault !== undefined) return fault;
  }
  return rows.length === seqs.length ? undefined : `a row of block ${number} is there twice`;
}

export function verifyRow(keys: AuditKeys, row: StoredRow): string | undefined {
  if (keys.hasMadeRow(row, row.mac)) return undefined;
  return `row ${row.seq} was changed, or added by somebody without the AUDIT_KEY`;
}
