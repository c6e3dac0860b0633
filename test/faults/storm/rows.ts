import { openPool } from '../../../src/database/database';

/** What the gateway knows of a transaction in the end, without what tells when it learnt it. */
export type StoredTransaction = Record<string, unknown> & {
  id: string;
  status: string;
  sub_status: string;
  last_updated: string;
};

export interface Rows {
  transactions: StoredTransaction[];
  roles: { transaction_id: string; wallet_id: string; role: string; account_id: string }[];
  wallets: { id: string; event_seq: string }[];
  events: {
    wallet_id: string;
    seq: string;
    transaction_id: string;
    status: string;
    sub_status: string;
    at: string;
  }[];
  notifications: { id: string; state: string }[];
  /** How many transactions were known before a wallet that takes part in them. */
  early: { count: number }[];
}

const QUERIES: Record<keyof Rows, string> = {
  transactions: `SELECT id, status, sub_status, finished, last_updated::text, operation, asset_id,
                        amount, network_fee, fee_asset_id, note, tx_hash, confirmations,
                        source_address, destination_address, destination_tag, external_tx_id,
                        created_at::text
                   FROM transactions`,
  roles: 'SELECT wallet_id, transaction_id, role::text, account_id FROM wallet_transactions',
  wallets: 'SELECT id, event_seq::text FROM wallets',
  events: `SELECT wallet_id, seq::text, transaction_id, status, sub_status, at::text
             FROM wallet_events ORDER BY wallet_id, wallet_events.seq`,
  notifications: 'SELECT id, state::text FROM notifications',
  early: `SELECT count(*)::int AS count FROM wallet_transactions wt
            JOIN wallets w ON w.id = wt.wallet_id
            JOIN transactions t ON t.id = wt.transaction_id AND t.recorded_at < w.created_at`,
};

/** Once no gateway runs any more. */
export async function readRows(dataDir: string, url: string | undefined): Promise<Rows> {
  const database = await openPool({ dataDir, ...(url === undefined ? {} : { url }) });
  try {
    const rows: Record<string, unknown[]> = {};
    for (const [name, query] of Object.entries(QUERIES)) {
      rows[name] = (await database.pool.query<Record<string, unknown>>(query)).rows;
    }
    return rows as unknown as Rows;
  } finally {
    await database.close();
  }
}
