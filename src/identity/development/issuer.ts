import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from '../../shared/error-code';
import { writeOnce } from '../../shared/write-once';
import { exportPKCS8, exportSPKI, generateKeyPair, importPKCS8, SignJWT } from 'jose';

/** Mints tokens on a developer's machine. It has no HTTP face: tokens come from a command. */
export interface DevelopmentIssuer {
  issuer: string;
  audience: string;
  publicKey: string;
  mint(request: TokenRequest): Promise<string>;
}

export interface TokenRequest {
  sub: string;
  /** Scopes as in OAuth: words with blanks between. */
  scope?: string;
  ttlSeconds?: number;
}

const ISSUER = 'urn:ncw-gateway:development';
const AUDIENCE = 'ncw-gateway';
const ALGORITHM = 'ES256';
const DEFAULT_TTL_SECONDS = 3_600;

interface KeyFile {
  privateKey: string;
  publicKey: string;
}

/** The issuer whose key is kept in `dataDir`; whoever comes first makes it. */
export async function openDevelopmentIssuer(dataDir: string): Promise<DevelopmentIssuer> {
  const { privateKey, publicKey } = await loadKeys(dataDir);
  const signingKey = await importPKCS8(privateKey, ALGORITHM);
  return {
    issuer: ISSUER,
    audience: AUDIENCE,
    publicKey,
    mint: ({ sub, scope, ttlSeconds = DEFAULT_TTL_SECONDS }) =>
      new SignJWT(scope === undefined ? {} : { scope })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
        .setSubject(sub)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1_000) + ttlSeconds)
        .setJti(randomUUID())
        .sign(signingKey),
  };
}

async function loadKeys(dataDir: string): Promise<KeyFile> {
  const path = join(dataDir, 'development-issuer.json');
  const existing = readKeys(path);
  if (existing) return existing;
  const pair = await generateKeyPair(ALGORITHM, { extractable: true });
  const keys = {
    privateKey: await exportPKCS8(pair.privateKey),
    publicKey: await exportSPKI(pair.publicKey),
  };
  writeOnce(path, JSON.stringify(keys));
  return readKeys(path) ?? keys;
}

function readKeys(path: string): KeyFile | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  const keys = parseJson(text);
  if (isKeyFile(keys)) return keys;
  throw new Error(`${path} is damaged; delete it, and a new key is made (old tokens then end)`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isKeyFile(value: unknown): value is KeyFile {
  return (
    typeof value === 'object' &&
    value !== null &&
    'privateKey' in value &&
    typeof value.privateKey === 'string' &&
    'publicKey' in value &&
    typeof value.publicKey === 'string'
  );
}
