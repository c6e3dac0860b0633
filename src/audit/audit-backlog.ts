import type { PrismaClient } from '../database/generated/client';
import type { Clock } from '../shared/clock';
import type { Logger } from '../shared/logger';
import { Rounds } from '../shared/rounds';
import type { AuditRow, Occurrence } from './audit-row';
import { AuditTally } from './audit-tally';
import type { AuditWriter } from './audit-writer';

interface AuditBacklogOptions {
  prisma: PrismaClient;
  writer: AuditWriter;
  clock: Clock;
  log: Logger;
}

const ROUND_MS = 1_000;
const BATCH = 500;

/**
 * What is put down a moment after it has happened, so that no call waits for it: refusals,
 * repetitions and relays. A crash loses rows of the last second and counts of the current minute;
 * an orderly end writes both, and while the database is away they wait.
 */
export class AuditBacklog {
  private readonly tally: AuditTally;
  private readonly rounds: Rounds;
  /** Taken out and not yet known to be written; its rows keep their ids, so that none comes twice. */
  private waiting: AuditRow[] = [];

  constructor(private readonly options: AuditBacklogOptions) {
    this.tally = new AuditTally(options.clock);
    this.rounds = new Rounds({
      name: 'audit backlog',
      everyMs: ROUND_MS,
      round: () => this.flush(false),
      log: options.log,
    });
    this.rounds.start();
  }

  /** The first of its minute becomes a row with its request; repetitions are counted. */
  add(occurrence: Occurrence): void {
    this.tally.add(occurrence, { firstAlone: true, byDevice: false });
  }

  /** How something ended whose beginning stands in the record: never merely counted. */
  addOutcome(occurrence: Occurrence): void {
    if (!this.tally.addRow(occurrence)) this.count(occurrence);
  }

  /** Counted only: what a stranger, or a caller without end, can bring about. */
  count(occurrence: Occurrence): void {
    this.tally.add(occurrence, { firstAlone: false, byDevice: false });
  }

  /** A relay that was let through, hence of a wallet and device of the caller's. */
  addRelay(occurrence: Occurrence): void {
    const firstAlone = occurrence.method?.startsWith('poll_') !== true;
    this.tally.add(occurrence, { firstAlone, byDevice: true });
  }

  async close(): Promise<void> {
    await this.rounds.close();
    await this.flush(true);
  }

  private async flush(all: boolean): Promise<void> {
    const { prisma, writer, log } = this.options;
    if (this.waiting.length === 0) this.waiting = this.tally.drain(all);
    try {
      while (this.waiting.length > 0) {
        await writer.write(prisma, this.waiting.slice(0, BATCH));
        this.waiting = this.waiting.slice(BATCH);
        if (all && this.waiting.length === 0) this.waiting = this.tally.drain(all);
      }
    } catch (error) {
      log.warn({ err: error, rows: this.waiting.length }, 'audit rows wait for the database');
    }
  }
}
