import type { Role } from './api-user';

export interface Call {
  /** Counts up by one for each call since the start. */
  seq: number;
  method: string;
  path: string;
  apiKey: string;
  role: Role | null;
  /** 0 when the connection ended without an answer. */
  status: number;
  /** Milliseconds since the epoch at which the call came in. */
  at: number;
}

const KEPT = 10_000;

/** The last calls to the simulated API, as they ended. */
export class CallLog {
  private calls: Call[] = [];
  private last = 0;

  add(call: Omit<Call, 'seq'>): void {
    this.calls.push({ seq: ++this.last, ...call });
    if (this.calls.length > 2 * KEPT) this.calls = this.calls.slice(-KEPT);
  }

  /** Calls that came in after `since` (ms), oldest first. */
  list(since: number): Call[] {
    return this.calls.slice(-KEPT).filter(({ at }) => at > since);
  }

  clear(): void {
    this.calls = [];
  }
}
