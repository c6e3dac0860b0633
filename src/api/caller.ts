/** What a token may be granted beyond an end user's own resources. */
export type Scope = (typeof STAFF_SCOPES)[number];

export const STAFF_SCOPES = ['ncw:support', 'ncw:admin'] as const;

/** OpenID Connect's claims about the sign-in behind a token. */
export interface Authentication {
  /** `acr`: the level that was reached. */
  readonly level: string | undefined;
  /** `amr`: the methods that were used, such as `pwd` and `otp`. */
  readonly methods: readonly string[];
  /** `auth_time`, in milliseconds since the epoch: when the user last signed in. */
  readonly at: number | undefined;
}

/** Who is calling: the verified token's subject. Every finder takes one. */
export interface Caller {
  /** The token's `sub`. */
  readonly id: string;
  /** Every scope of the token, also those that mean nothing to the gateway. */
  readonly scopes: readonly string[];
  /** How the user has signed in, as far as the token says; for step-up policies. */
  readonly authentication: Authentication;
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
