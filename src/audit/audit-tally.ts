import type { Clock } from '../shared/clock';
import { toRow, type AuditRow, type Occurrence } from './audit-row';
import { MINUTE_MS } from '../shared/durations';

interface Tally {
  minute: number;
  /** Of the first of them. */
  sample: Occurrence;
  count: number;
}

interface TallyRule {
  /** Writes the first of its minute as a row of its own, with its request; repetitions are counted. */
  firstAlone: boolean;
  /** Counts each wallet and device by itself. Only where a caller cannot make them up. */
  byDevice: boolean;
}

/** Of one minute, and of rows that wait while the database is away. */
const MAX_KEYS = 10_000;
const MAX_ROWS = 10_000;

/**
 * Counts what a caller can repeat at will, by actor, action, method, outcome and minute, so that
 * neither memory nor the record grows with the number of calls. Beyond {@link MAX_KEYS} it is only
 * counted that it happened, no longer who did it.
 */
export class AuditTally {
  private readonly tallies = new Map<string, Tally>();
  private readonly rows: AuditRow[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly maxKeys = MAX_KEYS,
  ) {}

  add(occurrence: Occurrence, { firstAlone, byDevice }: TallyRule): void {
    const minute = Math.floor(this.clock() / MINUTE_MS);
    const { actor, action, method, outcome, walletId, deviceId } = occurrence;
    const place = byDevice ? [walletId, deviceId] : [];
    const key = JSON.stringify([minute, actor, action, method, outcome, ...place]);
    const known = this.tallies.get(key);
    if (known) {
      known.count += 1;
      return;
    }
    if (this.tallies.size >= this.maxKeys) {
      this.addToOthers(occurrence, minute);
      return;
    }
    const alone = firstAlone && this.addRow(occurrence);
    const sample = byDevice ? occurrence : { ...occurrence, walletId: null, deviceId: null };
    this.tallies.set(key, { minute, sample, count: alone ? 0 : 1 });
  }

  /** A row of its own, whatever else there was; false when too many wait already. */
  addRow(occurrence: Occurrence): boolean {
    if (this.rows.length >= MAX_ROWS) return false;
    this.rows.push(toRow(occurrence, new Date(this.clock()), 1));
    return true;
  }

  /** Takes out what is to be written: rows, and tallies whose minute is over, or all. */
  drain(all: boolean): AuditRow[] {
    const rows = this.rows.splice(0);
    const current = Math.floor(this.clock() / MINUTE_MS);
    for (const [key, { minute, sample, count }] of this.tallies) {
      if (minute === current && !all) continue;
      this.tallies.delete(key);
      if (count > 0) rows.push(toRow(counted(sample), new Date(minute * MINUTE_MS), count));
    }
    return rows;
  }

  /** Without minute and actor: a bounded number of them, however long it lasts. */
  private addToOthers(occurrence: Occurrence, minute: number): void {
    const key = JSON.stringify([occurrence.action, occurrence.outcome]);
    const known = this.tallies.get(key);
    if (known) known.count += 1;
    else this.tallies.set(key, { minute, sample: others(occurrence), count: 1 });
  }
}

/** A row that stands for many calls keeps what they share, and the address of the first. */
function counted(sample: Occurrence): Occurrence {
  return { ...sample, resourceId: null, requestId: null, upstreamRequestIds: [] };
}

function others(sample: Occurrence): Occurrence {
  const nobody = { actor: null, method: null, walletId: null, deviceId: null, clientAddress: null };
  return { ...sample, ...nobody };
}
