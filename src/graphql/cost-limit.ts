import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { Context } from '../api/context';
import { rateFor, type OperationRate } from '../limits/operation-rate';
import type { Reservations } from '../limits/reservations';
import type { CostOf } from './operation-cost';
import { COST } from '../settings/rate-settings';
import { RefusedOperation } from './refused-operation';

interface CostLimitParts {
  costOf: CostOf;
  /** What one operation may cost. */
  max: number;
  /** What the operations of one caller may cost together. */
  perCaller: OperationRate;
  reservations: Reservations;
}

/**
 * Refuses an operation that costs too much, by itself or together with the caller's others. What
 * costs nothing, such as a relay, takes nothing and waits for nothing.
 */
export class CostLimit {
  constructor(private readonly parts: CostLimitParts) {}

  /** Throws {@link RefusedOperation}. */
  async admit(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
    { caller, usage }: Context,
  ): Promise<void> {
    const { costOf, max, reservations } = this.parts;
    const perCaller = rateFor(this.parts.perCaller, COST, caller);
    const requested = costOf(document, operation, variables);
    const cost = { requested, max, callerMax: perCaller.max };
    usage.costs(cost);
    if (requested > max) {
      throw RefusedOperation.because(
        'GRAPHQL_VALIDATION_FAILED',
        `the operation costs ${requested}; at most ${max} is allowed`,
      );
    }
    // A stranger is let to nothing that costs anything.
    if (requested === 0 || !caller) return;
    const key = JSON.stringify(['cost', caller.id]);
    const { retryAfterMs, remaining } = await reservations.reserve(key, perCaller, requested);
    usage.costs({ ...cost, callerRemaining: remaining });
    if (retryAfterMs === 0) return;
    throw RefusedOperation.because(
      'RATE_LIMITED',
      `the operation costs ${requested}, of which ${remaining} are left; ${perCaller.max} may be spent in ${perCaller.windowMs / 1_000} s`,
      { retryAfterMs },
    );
  }
}
