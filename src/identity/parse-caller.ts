import type { JWTPayload } from 'jose';
import type { Authentication, Caller } from '../api/caller';
import { GatewayError } from '../api/gateway-error';

const MAX_SUBJECT_LENGTH = 255;

/** The claims of a verified token as a caller. A subject that is no plain text is refused. */
export function parseCaller(claims: JWTPayload): Caller {
  const { sub, exp } = claims;
  if (
    typeof sub !== 'string' ||
    sub === '' ||
    sub.length > MAX_SUBJECT_LENGTH ||
    sub.includes('\0') ||
    // Half a character: all such would be stored as one and the same subject.
    /\p{Surrogate}/u.test(sub)
  ) {
    throw new GatewayError('UNAUTHENTICATED', 'the token names no subject');
  }
  if (typeof exp !== 'number') throw new GatewayError('UNAUTHENTICATED', 'the token never expires');
  return Object.freeze({
    id: sub,
    scopes: parseScopes(claims),
    authentication: parseAuthentication(claims),
    expiresAt: exp * 1_000,
  });
}

/** OAuth's `scope` (words in a string), or `scp` as some issuers write it (a string or a list). */
function parseScopes(claims: JWTPayload): readonly string[] {
  const raw = claims['scope'] ?? claims['scp'];
  if (typeof raw === 'string') return raw.split(' ').filter((scope) => scope !== '');
  if (Array.isArray(raw)) return raw.filter((scope) => typeof scope === 'string');
  return [];
}

function parseAuthentication(claims: JWTPayload): Authentication {
  const { acr, amr, auth_time: at } = claims;
  const methods = Array.isArray(amr) ? amr : [amr];
  return {
    level: typeof acr === 'string' ? acr : undefined,
    methods: methods.filter((method) => typeof method === 'string'),
    at: typeof at === 'number' && Number.isFinite(at) ? at * 1_000 : undefined,
  };
}
