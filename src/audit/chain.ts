import type { PoolClient } from 'pg';
import type { AuditKey, BlockContent, ChainEnds } from './audit-key';
import type { AuditKeys } from './audit-keys';

export interface AuditBlock extends BlockContent {
  mac: string;
}

/** What is stored of the chain is not what the key has signed. */
export class ChainDamagedError extends Error {
  constructor(reason: string) {
    super(`the audit chain is damaged: ${reason}`);
    this.name = 'ChainDamagedError';
  }
}

/** Of this database, as pg_locks shows it. */
const CHAIN_LOCK = 72_707_370;

const EMPTY: ChainEnds = { anchorNumber: 0, anchorMac: '', headNumber: 0, headMac: '' };

/** False while another instance is at the chain; else it is this transaction's until its end. */
export async function lockChain(connection: PoolClient): Promise<boolean> {
  const { rows } = await connection.query<{ locked: boolean }>(
    'SELECT pg_try_advisory_xact_lock($1) AS locked',
    [CHAIN_LOCK],
  );
  return rows[0]?.locked === true;
}

/** Throws ChainDamagedError, and AuditKeyMissingError where the last block needs another key. */
export async function readEnds(connection: PoolClient, keys: AuditKeys): Promise<ChainEnds> {
  const { rows } = await connection.query<Record<keyof ChainEnds | 'mac', string>>(
    `SELECT anchor_number AS "anchorNumber", anchor_mac AS "anchorMac",
            head_number AS "headNumber", head_mac AS "headMac", mac
       FROM audit_chain`,
  );
  const [row] = rows;
  if (!row) {
    const blocks = await connection.query('SELECT 1 FROM audit_blocks LIMIT 1');
    if (blocks.rows.length > 0) throw new ChainDamagedError('the row of its ends was removed');
    return EMPTY;
  }
  const { mac, anchorNumber, headNumber, ...macs } = row;
  const ends = { ...macs, anchorNumber: Number(anchorNumber), headNumber: Number(headNumber) };
  if (keys.hasMadeEnds(ends, mac)) return ends;
  const [last] = await readBlocks(connection, ends.headNumber - 1, 1);
  if (last) keys.ofBlock(last);
  throw new ChainDamagedError('the row of its ends was changed, or written with another AUDIT_KEY');
}

export async function writeEnds(
  connection: PoolClient,
  key: AuditKey,
  ends: ChainEnds,
): Promise<void> {
  const { anchorNumber, anchorMac, headNumber, headMac } = ends;
  await connection.query(
    `INSERT INTO audit_chain (id, anchor_number, anchor_mac, head_number, head_mac, mac)
     VALUES (1, $1, $2, $3, $4, $5)
     ON CONFLICT (id) DO UPDATE SET
       anchor_number = excluded.anchor_number, anchor_mac = excluded.anchor_mac,
       head_number = excluded.head_number, head_mac = excluded.head_mac, mac = excluded.mac`,
    [anchorNumber, anchorMac, headNumber, headMac, key.macOfEnds(ends)],
  );
}

/** Blocks behind `number`, in their order. */
export async function readBlocks(
  connection: PoolClient,
  number: number,
  limit: number,
): Promise<AuditBlock[]> {
  const { rows } = await connection.query<Omit<AuditBlock, 'number'> & { number: string }>(
    `SELECT number, previous, sealed_at AS "sealedAt", key_id AS "keyId", seqs, macs, mac
       FROM audit_blocks WHERE number > $1 ORDER BY number LIMIT $2`,
    [number, limit],
  );
  return rows.map((row) => ({ ...row, number: Number(row.number) }));
}

export async function appendBlock(connection: PoolClient, block: AuditBlock): Promise<void> {
  const { number, previous, sealedAt, keyId, seqs, macs, mac } = block;
  await connection.query(
    `INSERT INTO audit_blocks (number, previous, sealed_at, key_id, seqs, macs, mac)
     VALUES ($1, $2, $3, $4, $5::bigint[], $6, $7)`,
    [number, previous, sealedAt, keyId, seqs, macs, mac],
  );
}
