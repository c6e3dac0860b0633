import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importPKCS8, SignJWT } from 'jose';

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
