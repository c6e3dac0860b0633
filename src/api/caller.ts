/** What a token may be granted beyond an end user's own resources. */
export type Scope = 'ncw:support' | 'ncw:admin';

/** Who is calling: the verified token's subject. Every finder takes one. */
export interface Caller {
  /** The token's `sub`. */
  readonly id: string;
  /** Every scope of the token, also those that mean nothing to the gateway. */
  readonly scopes: readonly string[];
  /** Milliseconds since the epoch; a socket does not outlive it. */
  readonly expiresAt: number;
}

export function hasScope(caller: Caller, scope: Scope): boolean {
  return caller.scopes.includes(scope);
}

/** Support staff and administrators read everybody's resources. */
export function readsEverything(caller: Caller): boolean {
  return hasScope(caller, 'ncw:support') || hasScope(caller, 'ncw:admin');
}
