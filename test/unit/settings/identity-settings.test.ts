import { loadConfig } from '../../../src/config';
import {
  faultsOf,
  ISSUER,
  namesOf,
  PRODUCTION,
  PUBLIC_PEM,
  REAL_WORKSPACE,
  without,
} from './environments';

describe('the development issuer', () => {
  it('stands before a simulator by default, and steps aside for a configured issuer', () => {
    expect(loadConfig({}).identity).toEqual({ source: 'development' });
    expect(loadConfig(ISSUER).identity).toEqual({
      source: 'issuer',
      issuer: ISSUER.AUTH_ISSUER,
      audience: ISSUER.AUTH_AUDIENCE,
      key: { jwksUrl: ISSUER.AUTH_JWKS_URL },
    });
  });

  it('never stands before real money by itself', () => {
    expect(namesOf(faultsOf(REAL_WORKSPACE))).toEqual([
      'AUTH_ISSUER',
      'AUTH_AUDIENCE',
      'AUTH_JWKS_URL',
    ]);
    expect(faultsOf({ ...REAL_WORKSPACE, ...ISSUER })).toEqual([]);
  });

  it.each([undefined, '127.0.0.1', 'localhost', '::1'])(
    'stands before real money where that is asked for and HOST is %s',
    (HOST) => {
      const config = loadConfig({ ...REAL_WORKSPACE, DEV_ISSUER: 'on', HOST });
      expect(config.identity).toEqual({ source: 'development' });
    },
  );

  it.each(['0.0.0.0', '::', '192.168.1.7', 'gateway.example', '127.0.0.1.example', '127.evil'])(
    'is refused before real money when HOST is %s',
    (HOST) => {
      const [fault, ...others] = faultsOf({ ...REAL_WORKSPACE, DEV_ISSUER: 'on', HOST });
      expect(fault?.name).toBe('DEV_ISSUER');
      expect(fault?.problem).toContain(`HOST=${HOST}`);
      expect(fault?.problem).toContain('set HOST=127.0.0.1, or configure AUTH_*');
      expect(others).toEqual([]);
    },
  );

  it('may be reached from elsewhere when Fireblocks is simulated', () => {
    expect(faultsOf({ HOST: '0.0.0.0' })).toEqual([]);
  });

  it('leaves nobody to issue tokens when it is off', () => {
    expect(namesOf(faultsOf({ DEV_ISSUER: 'off' }))).toEqual([
      'AUTH_ISSUER',
      'AUTH_AUDIENCE',
      'AUTH_JWKS_URL',
    ]);
  });
});

describe('the issuer', () => {
  it('may be known by one public key', () => {
    const environment = { ...without(PRODUCTION, 'AUTH_JWKS_URL'), AUTH_PUBLIC_KEY: PUBLIC_PEM };
    expect(loadConfig(environment).identity).toMatchObject({
      key: { publicKey: PUBLIC_PEM.trim() },
    });
  });

  it('is asked for its key set where both are given', () => {
    expect(loadConfig({ ...PRODUCTION, AUTH_PUBLIC_KEY: PUBLIC_PEM }).identity).toMatchObject({
      key: { jwksUrl: ISSUER.AUTH_JWKS_URL },
    });
  });
});
