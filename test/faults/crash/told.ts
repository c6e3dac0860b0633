/** A request of a client's, from when it left until it was answered or lost. */
export interface Attempt {
  from: number;
  to: number;
}

/** One idempotency key and what its user was told of it. */
export interface Keyed {
  owner: string;
  key: string;
  attempts: Attempt[];
  /** What was made, as the user was told; undefined where the user gave up before. */
  id?: string;
}

export interface StreamEvent {
  cursor: string;
  kind: string;
  transactionId: string | null;
  rawStatus: string | null;
  subStatus: string | null;
}

const PATIENCE_MS = 150_000;

/** Everything that clients asked for and were told, across all the kills. */
export class Told {
  readonly wallets: Keyed[] = [];
  readonly accounts: (Keyed & { walletId: string })[] = [];
  readonly transfers: (Keyed & { walletId: string })[] = [];
  readonly devices: { deviceId: string; walletId: string }[] = [];
  readonly passphrases: { id: string; owner: string }[] = [];
  readonly assets: { walletId: string; assetId: string }[] = [];
  readonly streams: { walletId: string; events: StreamEvent[] }[] = [];
  /** What no client should ever have been told, noticed at once. */
  readonly wrongs: string[] = [];
  /** When the last kill was over; before, nobody's patience ends. */
  calmSince = Infinity;
  /** How often something had to be asked again, by the reason. */
  readonly repeats = new Map<string, number>();

  /** Whether something should have come long ago: many leases and pauses fit into it. */
  isTooLate(): boolean {
    return Date.now() > this.calmSince + PATIENCE_MS;
  }

  repeated(reason: string): void {
    this.repeats.set(reason, (this.repeats.get(reason) ?? 0) + 1);
  }
}
