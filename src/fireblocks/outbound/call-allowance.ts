/** One call that wants to go out. */
export interface Claim {
  /** What is capped together, such as one user. */
  holder: string;
  /** How much of the workspace's budget the holder may take, above 0 and at most 1. */
  share: number;
  /** What Fireblocks limits by itself. */
  endpoint: string;
}

/** How long a claim has to wait in milliseconds (0: it may go), and by what. */
export interface Wait {
  ms: number;
  /** The workspace's budget, the holder's share of it, or a pause of the endpoint. */
  by: 'budget' | 'holder' | 'endpoint';
}

export const GRANTED: Wait = { ms: 0, by: 'budget' };

/** The workspace's budget of calls, of which each holder has a share. */
export interface CallAllowance {
  readonly callsPerMinute: number;
  /** Takes the calls that may go now out of the budget, in this order; one answer each. Never rejects. */
  take(claims: readonly Claim[]): readonly Wait[] | Promise<readonly Wait[]>;
  /** Tells the other instances to leave the endpoint alone for that long, as Fireblocks asked. */
  pause(endpoint: string, ms: number): void;
}
