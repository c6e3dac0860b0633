import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { systemClock, type Clock } from '../shared/clock';
import { parseDetachedJws, signingInput } from './detached-jws';
import { createFetchDispatcher } from './egress';
import { createJwksCache, type JwksCache } from './jwks-cache';

export interface WebhookVerifierOptions {
  /** For `Fireblocks-Webhook-Signature` (v2). */
  jwksUrl?: string | undefined;
  /** PEM, for `Fireblocks-Signature` (v1). */
  publicKey?: string | undefined;
  clock?: Clock | undefined;
  /** 5 s if absent. */
  fetchTimeoutMs?: number | undefined;
  /** Egress proxy for fetching the JWKS. */
  proxy?: string | undefined;
}

export interface WebhookSignatures {
  /** `Fireblocks-Signature` */
  v1?: string | undefined;
  /** `Fireblocks-Webhook-Signature` */
  v2?: string | undefined;
}

/** `unverifiable`: cannot be judged now; answered so that Fireblocks sends it again. */
export type WebhookVerdict = 'valid' | 'invalid' | 'unverifiable';

export interface WebhookVerifier {
  verify(headers: WebhookSignatures, rawBody: Buffer): Promise<WebhookVerdict>;
}

const DEFAULT_FETCH_TIMEOUT_MS = 5_000;

/**
 * Verifies webhooks over their exact bytes.
 *
 * - A v2 header decides alone where a JWKS is configured, even if the v1 header beside it is good:
 *   otherwise a forger would choose the weaker check.
 * - Else a v1 header decides where a public key is configured.
 * - No header at all, a malformed one, another algorithm than RS512, a wrong signature, or a key id
 *   that a key set fetched for this very notification does not have: `invalid`.
 * - The keys cannot be fetched, or the key id is unknown and the set was fetched less than 30 s ago
 *   (the key may be newer than that), or nothing is configured for the headers that came:
 *   `unverifiable`.
 *
 * @throws Error when `publicKey` is not an RSA public key in PEM
 */
export function createWebhookVerifier(options: WebhookVerifierOptions): WebhookVerifier {
  const publicKey = options.publicKey === undefined ? undefined : rsaPublicKey(options.publicKey);
  const findKey = options.jwksUrl === undefined ? undefined : jwksOf(options, options.jwksUrl);
  return {
    async verify({ v1, v2 }, rawBody) {
      if (!v1 && !v2) return 'invalid';
      if (v2 && findKey) return verifyV2(findKey, v2, rawBody);
      if (v1 && publicKey) return verifyV1(publicKey, v1, rawBody);
      return 'unverifiable';
    },
  };
}

async function verifyV1(
  key: KeyObject,
  signature: string,
  rawBody: Buffer,
): Promise<WebhookVerdict> {
  return verifySha512(rawBody, key, Buffer.from(signature, 'base64'));
}

async function verifyV2(
  findKey: JwksCache,
  signature: string,
  rawBody: Buffer,
): Promise<WebhookVerdict> {
  const jws = parseDetachedJws(signature);
  if (!jws) return 'invalid';
  const key = await findKey(jws.kid);
  if (key === 'UNKNOWN') return 'unverifiable';
  if (key === 'ABSENT') return 'invalid';
  return verifySha512(signingInput(jws, rawBody), key, jws.signature);
}

/** In the thread pool. An error of the library over a sender's bytes is a bad signature too. */
function verifySha512(data: Buffer, key: KeyObject, signature: Buffer): Promise<WebhookVerdict> {
  return new Promise((resolve) => {
    verify('RSA-SHA512', data, key, signature, (error, good) => {
      resolve(!error && good ? 'valid' : 'invalid');
    });
  });
}

function jwksOf(options: WebhookVerifierOptions, url: string): JwksCache {
  return createJwksCache({
    url,
    clock: options.clock ?? systemClock,
    fetchTimeoutMs: options.fetchTimeoutMs ?? DEFAULT_FETCH_TIMEOUT_MS,
    dispatcher: createFetchDispatcher(options.proxy),
  });
}

function rsaPublicKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw new Error('The Fireblocks webhook public key is not a public key in PEM form');
  }
  if (key.asymmetricKeyType !== 'rsa') {
    throw new Error('The Fireblocks webhook public key must be an RSA key');
  }
  return key;
}
