import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../../shared/logger';
import { Journal, readJournal, rewriteJournal, type Change } from './journal';
import * as records from './records';
import { Table } from './table';
import { transactionRecord } from './transaction-record';
import { notificationRecord, webhookRecord } from './webhook-records';

/**
 * The simulator's memory. A change is visible at once and reaches the journal with `flush`, at the
 * latest at the end of the running turn; what is changed in one turn survives a kill as one.
 */
export class Store {
  private readonly changed = (change: Change): void => {
    this.unsaved.push(change);
    if (this.unsaved.length === 1) queueMicrotask(this.flushLater);
  };
  private unsaved: Change[] = [];

  readonly wallets = new Table('wallets', records.walletRecord, this.changed);
  readonly accounts = new Table('accounts', records.accountRecord, this.changed);
  readonly assets = new Table('assets', records.assetRecord, this.changed);
  readonly devices = new Table('devices', records.deviceRecord, this.changed);
  readonly backups = new Table('backups', records.backupRecord, this.changed);
  readonly joins = new Table('joins', records.joinRecord, this.changed);
  readonly transactions = new Table('transactions', transactionRecord, this.changed);
  readonly connections = new Table('connections', records.connectionRecord, this.changed);
  readonly nfts = new Table('nfts', records.nftRecord, this.changed);
  readonly answers = new Table('answers', records.idempotencyRecord, this.changed);
  readonly signingKeys = new Table('signingKeys', records.signingKeyRecord, this.changed);
  readonly webhooks = new Table('webhooks', webhookRecord, this.changed);
  readonly notifications = new Table('notifications', notificationRecord, this.changed);

  private readonly journal: Journal;

  /** @throws Error when the journal in `dataDir` is damaged */
  constructor(
    dataDir: string,
    private readonly logger: Logger,
  ) {
    const folder = join(dataDir, 'simulator');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, 'journal.jsonl');
    for (const change of readJournal(path)) this.restore(change);
    rewriteJournal(path, this.dump());
    this.journal = new Journal(path);
  }

  /** Journals what has changed. Throws what the file system throws; the changes are kept for the next try. */
  flush(): void {
    if (this.unsaved.length === 0) return;
    this.journal.append(this.unsaved);
    this.unsaved = [];
  }

  close(): void {
    this.flush();
    this.journal.close();
  }

  /** Every table but those of the workspace's own set-up: webhooks and the keys that sign them. */
  worldTables(): Table<unknown>[] {
    return this.tables().filter(({ name }) => name !== 'webhooks' && name !== 'signingKeys');
  }

  private readonly flushLater = (): void => {
    try {
      this.flush();
    } catch (error) {
      this.logger.error({ err: error }, 'the simulator could not write its journal');
    }
  };

  private tables(): Table<unknown>[] {
    return Object.values(this).filter((value) => value instanceof Table);
  }

  private restore(change: Change): void {
    this.tables()
      .find(({ name }) => name === change.table)
      ?.restore(change);
  }

  private dump(): Change[] {
    return this.tables().flatMap((table) => table.dump());
  }
}
