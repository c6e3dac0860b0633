import { generateKeyPairSync } from 'node:crypto';
import { ConfigError, loadConfig } from '../../../src/config';
import type { Environment, SettingFault } from '../../../src/settings/settings-reader';

const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 });

export const PRIVATE_PEM = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
export const PRIVATE_RSA_PEM = pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
export const PUBLIC_PEM = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** A workspace at Fireblocks itself, with real money in it. */
export const REAL_WORKSPACE = {
  FIREBLOCKS_BASE_PATH: 'https://api.fireblocks.io/v1',
  FIREBLOCKS_ADMIN_API_KEY: 'admin-id',
  FIREBLOCKS_ADMIN_SECRET_KEY: PRIVATE_PEM,
  FIREBLOCKS_SIGNER_API_KEY: 'signer-id',
  FIREBLOCKS_SIGNER_SECRET_KEY: PRIVATE_PEM,
  FIREBLOCKS_WEBHOOK_JWKS_URL: 'https://keys.fireblocks.io/.well-known/jwks.json',
};

export const ISSUER = {
  AUTH_ISSUER: 'https://issuer.example/',
  AUTH_AUDIENCE: 'ncw-gateway',
  AUTH_JWKS_URL: 'https://issuer.example/.well-known/jwks.json',
};

/** Everything that production needs and nothing more. */
export const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://gateway:hunter2@db:5432/gateway',
  ...REAL_WORKSPACE,
  ...ISSUER,
  AUDIT_KEY: 'k'.repeat(43),
};

/** What is wrong with an environment; nothing when it can be started. */
export function faultsOf(environment: Environment): readonly SettingFault[] {
  try {
    loadConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

export function namesOf(faults: readonly SettingFault[]): string[] {
  return faults.map(({ name }) => name);
}

/** The environment without some of its settings. */
export function without(environment: Environment, ...names: string[]): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.includes(name)));
}
