import { createHmac, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importPKCS8, SignJWT, type JWTPayload } from 'jose';

/** A token by the development issuer of this folder with these claims, over the usual good ones. */
export async function tokenWith(dataDir: string, claims: Record<string, unknown>): Promise<string> {
  const file = readFileSync(join(dataDir, 'development-issuer.json'), 'utf8');
  const { privateKey } = JSON.parse(file) as { privateKey: string };
  const now = Math.floor(Date.now() / 1_000);
  const good = {
    ...{ iss: 'urn:ncw-gateway:development', aud: 'ncw-gateway', sub: 'owner' },
    ...{ iat: now, exp: now + 3_600 },
  };
  return new SignJWT({ ...good, ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'JWT' })
    .sign(await importPKCS8(privateKey, 'ES256'));
}

/** Tokens of this folder's issuer for `owner`, each with one thing wrong with it. */
export async function worthlessTokens(dataDir: string): Promise<Record<string, string>> {
  const file = readFileSync(join(dataDir, 'development-issuer.json'), 'utf8');
  const { publicKey } = JSON.parse(file) as { publicKey: string };
  const now = Math.floor(Date.now() / 1_000);
  const good = await tokenWith(dataDir, {});
  const [, payload = '', signature = ''] = good.split('.');
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as JWTPayload;
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const unsigned = `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`;
  const shared = `${encode({ alg: 'HS256', typ: 'JWT' })}.${payload}`;
  const secret = createHmac('sha256', publicKey).update(shared).digest('base64url');
  return {
    expired: await tokenWith(dataDir, { exp: now - 3_600 }),
    'of tomorrow': await tokenWith(dataDir, { nbf: now + 86_400 }),
    'of another issuer': await tokenWith(dataDir, { iss: 'urn:somebody-else' }),
    'for another audience': await tokenWith(dataDir, { aud: 'another-gateway' }),
    'signed by another key': await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', typ: 'JWT' })
      .sign(other),
    'with the signature of another token': `${encode({ alg: 'ES256' })}.${encode({ ...claims, sub: 'boss' })}.${signature}`,
    'without a signature (alg none)': unsigned,
    'signed with the public key as a secret (HS256)': `${shared}.${secret}`,
    'without sub': await tokenWith(dataDir, { sub: undefined }),
    'with an empty sub': await tokenWith(dataDir, { sub: '' }),
    'with a list as sub': await tokenWith(dataDir, { sub: ['owner'] }),
  };
}
