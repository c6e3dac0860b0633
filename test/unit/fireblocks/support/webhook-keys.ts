import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

export interface WebhookKey {
  kid: string;
  privateKey: KeyObject;
  pem: string;
  jwk: object;
}

export function webhookKey(kid: string): WebhookKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    kid,
    privateKey,
    pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS512' },
  };
}

export function signV1(key: WebhookKey, body: Buffer): string {
  return sign('RSA-SHA512', body, key.privateKey).toString('base64');
}

export function signV2(
  key: WebhookKey,
  body: Buffer,
  header: object = { alg: 'RS512', kid: key.kid },
): string {
  const head = Buffer.from(JSON.stringify(header)).toString('base64url');
  const signed = Buffer.from(`${head}.${body.toString('base64url')}`);
  return `${head}..${sign('RSA-SHA512', signed, key.privateKey).toString('base64url')}`;
}
