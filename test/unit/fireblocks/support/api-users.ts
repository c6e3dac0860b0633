import { createHash, generateKeyPairSync, verify, type KeyObject } from 'node:crypto';
import type { ApiUser } from '../../../../src/fireblocks/fireblocks';
import type { Seen } from './http-server';

function apiUser(apiKey: string): ApiUser & { publicKey: KeyObject } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const secretKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { apiKey, secretKey, publicKey };
}

export const admin = apiUser('admin-key');
export const signer = apiUser('signer-key');

/** Judges a request as Fireblocks does; gives the API user's name or the first fault. */
export function judge(seen: Seen): string {
  const user = [admin, signer].find(({ apiKey }) => apiKey === seen.headers['x-api-key']);
  if (!user) return 'unknown api key';
  const [scheme, token = ''] = (seen.headers.authorization ?? '').split(' ');
  if (scheme !== 'Bearer') return 'no bearer token';
  const [head = '', payload = '', signature = ''] = token.split('.');
  const signed = Buffer.from(`${head}.${payload}`);
  if (!verify('RSA-SHA256', signed, user.publicKey, Buffer.from(signature, 'base64url')))
    return 'bad signature';
  if (decode(head)['alg'] !== 'RS256') return 'bad alg';
  return faultOf(decode(payload), seen, user.apiKey) ?? user.apiKey;
}

export function claimsOf(seen: Pick<Seen, 'headers'>): Record<string, unknown> {
  return decode((seen.headers.authorization ?? '').split('.')[1] ?? '');
}

function faultOf(claims: Record<string, unknown>, seen: Seen, apiKey: string): string | undefined {
  const { iat, exp, sub, uri, nonce, bodyHash } = claims;
  const now = Date.now() / 1000;
  if (typeof iat !== 'number' || typeof exp !== 'number') return 'no times';
  if (exp - iat > 60 || exp <= now || Math.abs(now - iat) > 5) return 'bad times';
  if (sub !== apiKey) return 'bad sub';
  if (uri !== seen.url) return `uri ${String(uri)} is not ${seen.url}`;
  if (typeof nonce !== 'string' || nonce.length < 16) return 'bad nonce';
  if (bodyHash !== createHash('sha256').update(seen.body).digest('hex')) return 'bad body hash';
  return undefined;
}

function decode(segment: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(segment, 'base64url').toString()) as Record<string, unknown>;
}
