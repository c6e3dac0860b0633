import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT, type JWTPayload } from 'jose';

export const ISSUER = 'https://issuer.example/';
export const AUDIENCE = 'ncw-gateway';

export interface Key {
  alg: string;
  kid: string;
  privateKey: KeyObject;
  publicPem: string;
  jwk: Record<string, unknown>;
}

export function rsaKey(kid: string, alg = 'RS256'): Key {
  return described(alg, kid, generateKeyPairSync('rsa', { modulusLength: 2_048 }));
}

export function ecKey(kid: string, alg: 'ES256' | 'ES384' = 'ES256'): Key {
  const namedCurve = alg === 'ES256' ? 'P-256' : 'P-384';
  return described(alg, kid, generateKeyPairSync('ec', { namedCurve }));
}

export function edKey(kid: string): Key {
  return described('EdDSA', kid, generateKeyPairSync('ed25519'));
}

function described(
  alg: string,
  kid: string,
  { privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject },
): Key {
  return {
    alg,
    kid,
    privateKey,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    jwk: { ...publicKey.export({ format: 'jwk' }), alg, kid, use: 'sig' },
  };
}

export const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

/** Claims of a good token; those that are undefined are left out. */
export function claims(changed: Record<string, unknown> = {}): JWTPayload {
  const now = nowSeconds();
  const all: Record<string, unknown> = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'alice',
    iat: now,
    exp: now + 600,
    ...changed,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

export function sign(key: Key, payload: JWTPayload = claims()): Promise<string> {
  return new SignJWT(payload)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT' })
    .sign(key.privateKey);
}

/** A token of any header, with whatever signature. */
export function forge(header: Record<string, unknown>, payload: unknown, signature = ''): string {
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
  return `${encode(header)}.${encode(payload)}.${signature}`;
}

/** The code and the words of a refusal. */
export async function refusal(
  attempt: Promise<unknown>,
): Promise<{ code?: unknown; message?: string; retryAfterMs?: unknown }> {
  try {
    await attempt;
    return {};
  } catch (error) {
    return error as { code: unknown; message: string };
  }
}
