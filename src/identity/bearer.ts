import type { Caller } from '../api/caller';
import { unauthenticated, type TokenVerifier } from './token-verifier';

const BEARER = /^Bearer +([^ ]+)$/i;

/**
 * The caller behind an `Authorization` value; null where there is none at all. Anything that is
 * there but is not a good bearer token is refused: a client that means to be known must not be
 * served as a stranger.
 */
export async function authenticate(
  authorization: unknown,
  verify: TokenVerifier,
): Promise<Caller | null> {
  if (authorization === undefined || authorization === null || authorization === '') return null;
  const match = typeof authorization === 'string' ? BEARER.exec(authorization) : null;
  const token = match?.[1];
  if (token === undefined) throw unauthenticated('the Authorization must be "Bearer <token>"');
  return verify(token);
}
