import { openPool } from '../../../src/database/database';
import type {
  SimulatedTransaction,
  SimulatedWallet,
  SimulatorControl,
} from '../../support/simulator-control';

export interface StoredIntent {
  id: string;
  owner_id: string;
  key: string;
  operation: string;
  state: string;
  entity_id: string | null;
  wallet_id: string | null;
}

export interface StoredEvent {
  wallet_id: string;
  seq: string;
  transaction_id: string;
  role: string;
  status: string;
  sub_status: string;
}

/** What the simulator and, once no gateway runs any more, the database hold. */
export interface Truth {
  simulated: { wallets: SimulatedWallet[]; transactions: SimulatedTransaction[] };
  wallets: { id: string; owner_id: string; status: string; event_seq: string }[];
  devices: { id: string; wallet_id: string }[];
  passphrases: { id: string; owner_id: string }[];
  transactions: { id: string; status: string; sub_status: string; last_updated: string }[];
  intents: StoredIntent[];
  events: StoredEvent[];
  notifications: { id: string; state: string; error: string | null }[];
  audit: { action: string; outcome: string; operation_id: string | null; subject: string | null }[];
}

const QUERIES = {
  wallets: 'SELECT id, owner_id, status::text, event_seq::text FROM wallets',
  devices: 'SELECT id, wallet_id FROM devices',
  passphrases: 'SELECT id, owner_id FROM passphrases',
  transactions: 'SELECT id, status, sub_status, last_updated::text FROM transactions',
  intents: 'SELECT id, owner_id, key, operation, state::text, entity_id, wallet_id FROM intents',
  events: `SELECT wallet_id, seq::text, transaction_id, role::text, status, sub_status
             FROM wallet_events ORDER BY wallet_id, wallet_events.seq`,
  notifications: `SELECT id, state::text, error FROM notifications WHERE state IN ('RECEIVED', 'FAILED')`,
  audit: `SELECT action, outcome, operation_id, COALESCE(device_id::text, resource_id) AS subject
            FROM audit_entries WHERE decision = 'ALLOWED'`,
} as const;

export async function readTruth(
  simulator: SimulatorControl,
  dataDir: string,
  url: string | undefined,
): Promise<Truth> {
  const simulated = {
    wallets: await simulator.wallets(),
    transactions: await simulator.transactions(),
  };
  const database = await openPool({ dataDir, ...(url === undefined ? {} : { url }) });
  try {
    const rows: Record<string, unknown[]> = {};
    for (const [name, query] of Object.entries(QUERIES)) {
      rows[name] = (await database.pool.query<Record<string, unknown>>(query)).rows;
    }
    return { simulated, ...rows } as unknown as Truth;
  } finally {
    await database.close();
  }
}
