import { hasScope, type Caller, type Scope } from '../api/caller';
import type { RateException } from '../settings/rate-settings';
import type { Rate } from './rate';

/** A rate that an operator may have set otherwise for some operations and scopes. */
export interface OperationRate extends Rate {
  exceptions?: readonly RateException[];
}

const STRONGEST_FIRST: readonly Scope[] = ['ncw:admin', 'ncw:support'];

/** The one that is meant most exactly: by the caller's strongest scope, by the operation, by neither. */
export function rateFor(
  { exceptions = [], ...rate }: OperationRate,
  operation: string,
  caller: Caller | null,
): Rate {
  if (exceptions.length === 0) return rate;
  const scopes = STRONGEST_FIRST.filter((scope) => caller && hasScope(caller, scope));
  const meant = [...scopes.flatMap((scope) => [`${operation}@${scope}`, `*@${scope}`]), operation];
  const known = new Map(exceptions.map((exception) => [keyOf(exception), exception.max]));
  const found = meant.find((key) => known.has(key));
  return found === undefined ? rate : { ...rate, max: known.get(found) ?? rate.max };
}

function keyOf({ operation, scope }: RateException): string {
  return scope === undefined ? operation : `${operation}@${scope}`;
}
