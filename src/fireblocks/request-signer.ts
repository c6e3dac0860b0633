import { createPrivateKey, randomUUID, sign, type KeyObject } from 'node:crypto';
import { sha256 } from '../shared/digest';

/** An API user of the Fireblocks workspace. */
export interface ApiUser {
  apiKey: string;
  /** RSA private key in PEM. */
  secretKey: string;
}

export interface SignedRequest {
  /** Path and query exactly as they go out, `/v1` included. */
  pathWithQuery: string;
  /** The body exactly as it goes out. */
  body: string | undefined;
}

export interface SignatureHeaders {
  'X-API-Key': string;
  Authorization: string;
}

export type RequestSigner = (request: SignedRequest) => Promise<SignatureHeaders>;

/** What Fireblocks' own SDKs use. */
const LIFETIME_SECONDS = 55;

const JWT_HEADER = base64UrlJson({ alg: 'RS256', typ: 'JWT' });

/**
 * Signs requests as Fireblocks expects: an RS256 JWT over path, query and the body's SHA-256.
 *
 * The key is parsed once and the signature is made in the thread pool: signing at RSA-4096 takes
 * milliseconds, during which a synchronous call would stop every other request.
 *
 * @throws Error when `secretKey` is not an RSA private key in PEM.
 */
export function createRequestSigner({ apiKey, secretKey }: ApiUser): RequestSigner {
  const key = parseRsaPrivateKey(secretKey);
  return async (request) => {
    const unsigned = `${JWT_HEADER}.${base64UrlJson(claimsOf(apiKey, request))}`;
    const signature = await signInThreadPool(unsigned, key);
    return {
      'X-API-Key': apiKey,
      Authorization: `Bearer ${unsigned}.${signature.toString('base64url')}`,
    };
  };
}

function claimsOf(apiKey: string, { pathWithQuery, body }: SignedRequest): object {
  const iat = Math.floor(Date.now() / 1000);
  return {
    uri: pathWithQuery,
    nonce: randomUUID(),
    iat,
    exp: iat + LIFETIME_SECONDS,
    sub: apiKey,
    bodyHash: sha256(body ?? ''),
  };
}

function parseRsaPrivateKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new Error('The Fireblocks secret key is not a private key in PEM form');
  }
  if (key.asymmetricKeyType !== 'rsa') {
    throw new Error(
      `The Fireblocks secret key must be an RSA key, not ${String(key.asymmetricKeyType)}`,
    );
  }
  return key;
}

function signInThreadPool(text: string, key: KeyObject): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign('RSA-SHA256', Buffer.from(text), key, (error, signature) => {
      if (error) reject(error);
      else resolve(signature);
    });
  });
}

function base64UrlJson(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
