import { isLoopback, isRemote } from './addresses';
import type { SettingsReader } from './settings-reader';

/** Who issues the end users' tokens. */
export type IdentitySettings =
  | { source: 'development' }
  | {
      source: 'issuer';
      issuer: string;
      audience: string;
      key: { jwksUrl: string } | { publicKey: string };
    };

export function readIdentity(
  read: SettingsReader,
  production: boolean,
  host: string,
): IdentitySettings {
  const realMoney = isRemote(read.text('FIREBLOCKS_BASE_PATH'));
  const fallback = production || realMoney || read.has('AUTH_ISSUER') ? 'off' : 'on';
  if (read.oneOf('DEV_ISSUER', ['on', 'off'], fallback) === 'off') return readIssuer(read);
  if (production) read.fault('DEV_ISSUER', 'is "on"; production has no development issuer');
  if (realMoney && !isLoopback(host)) {
    read.fault(
      'DEV_ISSUER',
      `is "on" with HOST=${host} before a real Fireblocks address; set HOST=127.0.0.1, or configure AUTH_*`,
    );
  }
  return { source: 'development' };
}

function readIssuer(read: SettingsReader): IdentitySettings {
  return {
    source: 'issuer',
    issuer: read.required('AUTH_ISSUER', 'the `iss` of the end users’ tokens'),
    audience: read.required('AUTH_AUDIENCE', 'the `aud` that names this gateway in tokens'),
    key: readKey(read),
  };
}

function readKey(read: SettingsReader): { jwksUrl: string } | { publicKey: string } {
  const faultsBefore = read.faults.length;
  const jwksUrl = read.url('AUTH_JWKS_URL', {
    protocols: ['http:', 'https:'],
    example: 'https://issuer.example/.well-known/jwks.json',
  });
  const publicKey = read.key('AUTH_PUBLIC_KEY', 'public');
  if (jwksUrl !== undefined) return { jwksUrl };
  if (publicKey === undefined && read.faults.length === faultsBefore) {
    read.fault(
      'AUTH_JWKS_URL',
      'is missing: where the issuer publishes its keys (or set AUTH_PUBLIC_KEY)',
    );
  }
  return { publicKey: publicKey ?? '' };
}
