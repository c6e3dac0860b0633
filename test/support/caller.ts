import type { Caller } from '../../src/api/caller';

/** Whom a token names that says nothing of how its user signed in, and does not end. */
export function caller(id: string, ...scopes: string[]): Caller {
  const authentication = { level: undefined, methods: [], at: undefined };
  return { id, scopes, expiresAt: Number.MAX_SAFE_INTEGER, authentication };
}
