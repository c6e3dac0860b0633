import { hash } from 'node:crypto';
import { createRemoteJWKSet, errors, importSPKI, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Caller } from '../api/caller';
import { GatewayError } from '../api/gateway-error';
import { parseCaller } from './parse-caller';

export interface TokenVerifierOptions {
  issuer: string;
  audience: string;
  /** One key, as SPKI PEM, or the address of a key set. */
  key: { publicKey: string } | { jwksUrl: string };
}

/** Turns a bearer token into the caller. Throws UNAUTHENTICATED, or UNAVAILABLE without keys. */
export type TokenVerifier = (token: string) => Promise<Caller>;

/** Asymmetric only: with a shared-secret algorithm the public key itself would be the secret. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'EdDSA',
];
const CLOCK_TOLERANCE_SECONDS = 5;

/** How long a verified token is believed without being verified again, at most. */
const CACHE_TTL_MS = 60_000;
const CACHE_ENTRIES = 10_000;

/** Longer ones are no tokens; they are refused before any work is done. */
const MAX_TOKEN_LENGTH = 8_192;

export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const getKey = keySource(options.key);
  const verified = new LRUCache<string, Caller>({ max: CACHE_ENTRIES, ttl: CACHE_TTL_MS });

  return async (token) => {
    if (token.length > MAX_TOKEN_LENGTH) throw unauthenticated('the token is too long');
    const digest = hash('sha256', token, 'base64');
    const known = verified.get(digest);
    if (known && known.expiresAt > Date.now()) return known;
    const { payload } = await jwtVerify(token, getKey, {
      issuer: options.issuer,
      audience: options.audience,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ['exp', 'sub'],
    }).catch(rejectToken);
    const caller = parseCaller(payload);
    verified.set(digest, caller);
    return caller;
  };
}

export function unauthenticated(reason: string): GatewayError {
  return new GatewayError('UNAUTHENTICATED', reason);
}

function keySource(key: TokenVerifierOptions['key']): JWTVerifyGetKey {
  if ('jwksUrl' in key) {
    return createRemoteJWKSet(new URL(key.jwksUrl), { cooldownDuration: 10_000 });
  }
  // The PEM does not say which algorithm its key is for: one that does not fit is the token's fault.
  return ({ alg }) =>
    importSPKI(key.publicKey, alg).catch((cause: unknown) => {
      throw new errors.JOSENotSupported('the key is for another algorithm', { cause });
    });
}

/** Sentences of our own: the library's name what was expected, which a stranger need not know. */
function rejectToken(error: unknown): never {
  if (error instanceof errors.JWTExpired) throw unauthenticated('the token has expired');
  if (!isTokenFault(error)) {
    throw new GatewayError('UNAVAILABLE', 'tokens cannot be verified at the moment', {
      cause: error,
      retryAfterMs: 2_000,
    });
  }
  throw new GatewayError('UNAUTHENTICATED', 'the token is not valid for this gateway', {
    cause: error,
  });
}

/** What jose says of a token; everything else is about fetching the issuer's keys. */
function isTokenFault(error: unknown): boolean {
  return (
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  );
}
