import { isRemote } from './addresses';
import type { SettingsReader } from './settings-reader';

interface ApiUserSettings {
  apiKey: string;
  secretKey: string;
}

/** Where Fireblocks is: the real one, or the simulated workspace of this machine. */
export type FireblocksSettings =
  | {
      source: 'environment';
      basePath: string;
      admin: ApiUserSettings;
      signer: ApiUserSettings;
      webhookJwksUrl?: string;
      webhookPublicKey?: string;
      proxy?: string;
    }
  | { source: 'simulator'; simulator: 'embedded' | 'external'; port: number };

const HTTP = ['http:', 'https:'];

export function readFireblocks(read: SettingsReader, production: boolean): FireblocksSettings {
  const basePath = read.url('FIREBLOCKS_BASE_PATH', {
    protocols: HTTP,
    example: 'https://api.fireblocks.io/v1',
  });
  const fallback = production || read.has('FIREBLOCKS_BASE_PATH') ? 'off' : 'embedded';
  const simulator = read.oneOf('SIMULATOR', ['embedded', 'external', 'off'], fallback);
  if (simulator === 'off') return readWorkspace(read, basePath);

  const port = read.integer('SIMULATOR_PORT', 4010, 0, 65_535);
  if (production) read.fault('SIMULATOR', `is "${simulator}"; production has no simulator`);
  if (isRemote(basePath)) {
    read.fault('SIMULATOR', `is "${simulator}" beside a FIREBLOCKS_BASE_PATH that is not local`);
  }
  if (simulator === 'external' && port === 0) {
    read.fault('SIMULATOR_PORT', 'is 0; name the port on which the external simulator listens');
  }
  return { source: 'simulator', simulator, port };
}

function readWorkspace(read: SettingsReader, basePath: string | undefined): FireblocksSettings {
  if (!read.has('FIREBLOCKS_BASE_PATH')) {
    read.fault('FIREBLOCKS_BASE_PATH', 'is missing: for example https://api.fireblocks.io/v1');
  }
  if (basePath?.startsWith('http:') && isRemote(basePath)) {
    read.fault('FIREBLOCKS_BASE_PATH', 'is not https; requests would travel unencrypted');
  }
  const proxy = read.url('FIREBLOCKS_PROXY', {
    protocols: HTTP,
    example: 'http://proxy:3128',
    secret: true,
  });
  return {
    source: 'environment',
    basePath: basePath?.replace(/\/+$/, '') ?? '',
    admin: readApiUser(read, 'ADMIN'),
    signer: readApiUser(read, 'SIGNER'),
    ...readWebhookKeys(read),
    ...(proxy === undefined ? {} : { proxy }),
  };
}

function readWebhookKeys(read: SettingsReader) {
  const faultsBefore = read.faults.length;
  const webhookJwksUrl = read.url('FIREBLOCKS_WEBHOOK_JWKS_URL', {
    protocols: HTTP,
    example: 'https://keys.fireblocks.io/.well-known/jwks.json',
  });
  const webhookPublicKey = read.key('FIREBLOCKS_WEBHOOK_PUBLIC_KEY', 'public');
  const configured = webhookJwksUrl !== undefined || webhookPublicKey !== undefined;
  if (!configured && read.faults.length === faultsBefore) {
    read.fault(
      'FIREBLOCKS_WEBHOOK_JWKS_URL',
      'is missing: webhooks are verified with it (v1: FIREBLOCKS_WEBHOOK_PUBLIC_KEY)',
    );
  }
  return {
    ...(webhookJwksUrl === undefined ? {} : { webhookJwksUrl }),
    ...(webhookPublicKey === undefined ? {} : { webhookPublicKey }),
  };
}

function readApiUser(read: SettingsReader, role: 'ADMIN' | 'SIGNER'): ApiUserSettings {
  const keyName = `FIREBLOCKS_${role}_SECRET_KEY`;
  const faultsBefore = read.faults.length;
  const secretKey = read.key(keyName, 'private');
  if (secretKey === undefined && read.faults.length === faultsBefore) {
    read.fault(keyName, `is missing: the RSA private key (PEM) of the NCW_${role} API user`);
  }
  return {
    apiKey: read.requiredSecret(`FIREBLOCKS_${role}_API_KEY`, `the id of the NCW_${role} API user`),
    secretKey: secretKey ?? '',
  };
}
