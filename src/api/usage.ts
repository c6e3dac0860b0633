/** What a caller has left of one allowance. */
export interface Allowance {
  limit: number;
  remaining: number;
  /** Until it is whole again, if nothing more is taken. */
  resetMs: number;
}

/** `extensions.cost` of an answer. */
export interface OperationCost {
  requested: number;
  /** What one operation may cost. */
  max: number;
  /** What the caller has left for this minute; absent where nothing was taken of it. */
  callerRemaining?: number;
  callerMax: number;
}

/** What one operation has taken of its caller's allowances; filled in while it runs. */
export class Usage {
  private tightest: Allowance | undefined;
  private untoldCost: OperationCost | undefined;

  costs(cost: OperationCost): void {
    this.untoldCost = cost;
  }

  /** Told once: the events of a stream cost nothing more. */
  takeCost(): OperationCost | undefined {
    const cost = this.untoldCost;
    this.untoldCost = undefined;
    return cost;
  }

  /** Of several fields, the one that leaves the least is what the caller must mind. */
  note(allowance: Allowance): void {
    if (this.tightest && this.tightest.remaining <= allowance.remaining) return;
    this.tightest = allowance;
  }

  get allowance(): Allowance | undefined {
    return this.tightest;
  }
}
