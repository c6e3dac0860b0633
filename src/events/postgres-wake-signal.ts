import { Client, type Pool } from 'pg';
import type { Logger } from '../shared/logger';
import { ProcessWakeSignal } from './wake-signal';

const CHANNEL = 'ncw_gateway_wallets';
const RECONNECT_MS = 1_000;

/** NOTIFY's payload must stay below 8,000 bytes: ids of 36 characters and commas. */
const IDS_PER_NOTICE = 200;

/**
 * Wakes readers on every instance through LISTEN/NOTIFY. The notices of one turn of the event loop
 * go out as one statement after their commits; inside a transaction NOTIFY would take a lock that
 * makes all commits wait for each other.
 */
export class PostgresWakeSignal extends ProcessWakeSignal {
  private readonly pending = new Set<string>();
  private client: Client | undefined;
  private reconnecting: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly pool: Pool,
    private readonly connectionString: string,
    private readonly log: Logger,
  ) {
    super();
  }

  async start(): Promise<void> {
    const client = new Client({ connectionString: this.connectionString, keepAlive: true });
    this.client = client;
    client.on('notification', ({ payload }) => {
      for (const walletId of payload?.split(',') ?? []) this.emit(walletId);
    });
    client.on('error', () => undefined);
    client.once('end', () => {
      if (!this.closed) this.reconnectSoon();
    });
    await client.connect();
    await client.query(`LISTEN ${CHANNEL}`);
    // Whatever was notified while nobody listened is caught up with by reading everything again.
    this.emit(undefined);
  }

  override notify(walletIds: readonly string[]): void {
    if (walletIds.length === 0) return;
    if (this.pending.size === 0) setImmediate(() => void this.flush());
    for (const walletId of walletIds) this.pending.add(walletId);
  }

  override async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.reconnecting);
    await this.client?.end().catch(() => undefined);
    await super.close();
  }

  private async flush(): Promise<void> {
    const ids = [...this.pending];
    this.pending.clear();
    // This instance's readers need not wait for the way through the database.
    for (const id of ids) this.emit(id);
    try {
      for (let at = 0; at < ids.length; at += IDS_PER_NOTICE) {
        const notice = ids.slice(at, at + IDS_PER_NOTICE).join(',');
        await this.pool.query('SELECT pg_notify($1, $2)', [CHANNEL, notice]);
      }
    } catch (error) {
      this.log.warn(
        { err: error },
        'a wake-up was lost; the sweep of the other instances heals it',
      );
    }
  }

  private reconnectSoon(): void {
    this.log.warn('the connection for wake-ups ended; reconnecting');
    this.reconnecting = setTimeout(() => {
      this.start().catch(() => {
        this.client?.removeAllListeners('end');
        this.reconnectSoon();
      });
    }, RECONNECT_MS);
  }
}
