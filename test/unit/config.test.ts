import { ConfigError, loadConfig } from '../../src/config';
import { faultsOf, namesOf, PRIVATE_PEM, PRODUCTION, without } from './settings/environments';

describe('development', () => {
  it('needs no setting, and stays on this machine', () => {
    expect(loadConfig({})).toEqual({
      production: false,
      host: '127.0.0.1',
      port: 4_000,
      dataDir: '.data',
      logLevel: 'info',
      fireblocks: { source: 'simulator', simulator: 'embedded', port: 4_010 },
      identity: { source: 'development' },
      limits: {
        createWallet: 20,
        assignDevice: 30,
        createTransaction: 60,
        relayRpc: 1_000,
        other: 600,
        exceptions: [],
        fireblocksCalls: 1_000,
        operationCost: 5_000,
        callerCost: 50_000,
      },
      operations: { trustedOnly: false, documents: new Map() },
      network: { trustedProxies: [], webhooksFrom: [], staffFrom: [] },
      rpc: { highRisk: 'allow' },
      retention: { eventDays: 30, notificationDays: 31 },
      reconcileAfterSeconds: 30,
      shutdownDelaySeconds: 0,
      sockets: {
        perUser: 100,
        perAddress: 2_000,
        messagesPerMinute: 3_000,
        initSeconds: 5,
        stallSeconds: 30,
      },
      walletsPerUser: 10,
      explorer: true,
      introspection: true,
      corsOrigins: [],
      audit: { retentionDays: 400 },
    });
  });

  it('takes an empty string and a blank one for absent', () => {
    const names = [
      'NODE_ENV',
      'HOST',
      'PORT',
      'DATA_DIR',
      'LOG_LEVEL',
      'DATABASE_URL',
      'REDIS_URL',
      'FIREBLOCKS_BASE_PATH',
      'SIMULATOR',
      'SIMULATOR_PORT',
      'AUTH_ISSUER',
      'DEV_ISSUER',
      'RATE_LIMIT_FACTOR',
      'RATE_LIMIT_RELAY_RPC',
      'WALLETS_PER_USER',
      'EXPLORER',
      'INTROSPECTION',
      'CORS_ORIGINS',
      'TRUSTED_PROXIES',
      'WEBHOOK_ALLOWED_CIDRS',
      'ADMIN_ALLOWED_CIDRS',
      'RPC_HIGH_RISK',
      'STEP_UP_AMR',
      'AUDIT_KEY',
      'AUDIT_RETENTION_DAYS',
    ];
    const blank = (text: string) => Object.fromEntries(names.map((name) => [name, text]));
    expect(loadConfig(blank(''))).toEqual(loadConfig({}));
    expect(loadConfig(blank('  '))).toEqual(loadConfig({}));
  });

  it('takes what is set in place of the defaults', () => {
    const config = loadConfig({
      HOST: '::1',
      PORT: '0',
      DATA_DIR: '/var/lib/gateway',
      LOG_LEVEL: 'debug',
      DATABASE_URL: 'postgres://db/gateway',
      REDIS_URL: 'rediss://cache:6380',
      EXPLORER: 'off',
      INTROSPECTION: 'off',
      CORS_ORIGINS: 'https://app.example.com, http://localhost:3000,',
      AUDIT_KEY: `${'a'.repeat(32)}, ${'b'.repeat(32)}`,
      AUDIT_RETENTION_DAYS: '0',
    });
    expect(config).toMatchObject({
      host: '::1',
      port: 0,
      dataDir: '/var/lib/gateway',
      logLevel: 'debug',
      databaseUrl: 'postgres://db/gateway',
      redisUrl: 'rediss://cache:6380',
      explorer: false,
      introspection: false,
      corsOrigins: ['https://app.example.com', 'http://localhost:3000'],
      audit: { keys: ['a'.repeat(32), 'b'.repeat(32)], retentionDays: 0 },
    });
  });
});

describe('production', () => {
  it('starts with what it needs, on every interface, without explorer and introspection', () => {
    expect(loadConfig(PRODUCTION)).toMatchObject({
      production: true,
      host: '0.0.0.0',
      databaseUrl: PRODUCTION.DATABASE_URL,
      explorer: false,
      introspection: false,
      fireblocks: { source: 'environment' },
      identity: { source: 'issuer' },
    });
  });

  it('names every missing setting at once, and what it is for', () => {
    const faults = faultsOf({ NODE_ENV: 'production' });
    expect(namesOf(faults).sort()).toEqual([
      'AUDIT_KEY',
      'AUTH_AUDIENCE',
      'AUTH_ISSUER',
      'AUTH_JWKS_URL',
      'DATABASE_URL',
      'FIREBLOCKS_ADMIN_API_KEY',
      'FIREBLOCKS_ADMIN_SECRET_KEY',
      'FIREBLOCKS_BASE_PATH',
      'FIREBLOCKS_SIGNER_API_KEY',
      'FIREBLOCKS_SIGNER_SECRET_KEY',
      'FIREBLOCKS_WEBHOOK_JWKS_URL',
    ]);
    for (const { problem } of faults) expect(problem).toMatch(/^is missing: .{10,}/);
  });

  it('counts what is missing and what is bad together', () => {
    const environment = { ...without(PRODUCTION, 'AUTH_AUDIENCE'), PORT: 'http', LOG_LEVEL: 'all' };
    expect(namesOf(faultsOf(environment))).toEqual(['PORT', 'LOG_LEVEL', 'AUTH_AUDIENCE']);
  });

  it.each(Object.keys(PRODUCTION).filter((name) => name !== 'NODE_ENV'))(
    'does not start without %s',
    (name) => {
      expect(namesOf(faultsOf(without(PRODUCTION, name)))).toEqual([name]);
    },
  );

  it.each(['embedded', 'external'])('refuses the %s simulator', (SIMULATOR) => {
    const [fault, ...others] = faultsOf({
      ...PRODUCTION,
      FIREBLOCKS_BASE_PATH: 'http://127.0.0.1:4010/v1',
      SIMULATOR,
    });
    expect(fault).toEqual({
      name: 'SIMULATOR',
      problem: `is "${SIMULATOR}"; production has no simulator`,
    });
    expect(others).toEqual([]);
  });

  it('refuses the development issuer, wherever it listens', () => {
    expect(faultsOf({ ...PRODUCTION, DEV_ISSUER: 'on', HOST: '127.0.0.1' })).toEqual([
      { name: 'DEV_ISSUER', problem: 'is "on"; production has no development issuer' },
    ]);
  });

  it('keeps explorer and introspection where they are asked for', () => {
    expect(loadConfig({ ...PRODUCTION, EXPLORER: 'on', INTROSPECTION: 'on' })).toMatchObject({
      explorer: true,
      introspection: true,
    });
  });
});

describe('a fault', () => {
  it.each([
    ['NODE_ENV', 'prod', 'is "prod"; use development, test, production'],
    ['PORT', 'http', 'is "http"; use a whole number from 0 to 65535'],
    ['PORT', '65536', 'is "65536"; use a whole number from 0 to 65535'],
    ['PORT', '-1', 'is "-1"; use a whole number from 0 to 65535'],
    ['PORT', '80.5', 'is "80.5"; use a whole number from 0 to 65535'],
    ['PORT', '1e3', 'is "1e3"; use a whole number from 0 to 65535'],
    ['SIMULATOR_PORT', '0x10', 'is "0x10"; use a whole number from 0 to 65535'],
    ['SIMULATOR', 'yes', 'is "yes"; use embedded, external, off'],
    ['DEV_ISSUER', 'true', 'is "true"; use on, off'],
    ['EXPLORER', 'ON', 'is "ON"; use on, off'],
    ['INTROSPECTION', '1', 'is "1"; use on, off'],
    ['LOG_LEVEL', 'loud', 'is "loud"; use silent, fatal, error, warn, info, debug, trace'],
    ['WALLETS_PER_USER', '-1', 'is "-1"; use a whole number from 0 to 1000000'],
    ['RATE_LIMIT_OTHER', '0', 'is "0"; use a whole number from 1 to 1000000'],
    ['RATE_LIMIT_FACTOR', '0', 'is "0"; use a number greater than 0, such as 0.5 or 2'],
    ['RATE_LIMIT_FACTOR', '-2', 'is "-2"; use a number greater than 0, such as 0.5 or 2'],
    ['RATE_LIMIT_FACTOR', 'NaN', 'is "NaN"; use a number greater than 0, such as 0.5 or 2'],
    ['RATE_LIMIT_FACTOR', '1e999', 'is "1e999"; use a number greater than 0, such as 0.5 or 2'],
    [
      'CORS_ORIGINS',
      'https://app.example.com/',
      'holds "https://app.example.com/"; use origins such as https://app.example.com',
    ],
    ['CORS_ORIGINS', '*', 'holds "*"; use origins such as https://app.example.com'],
  ])('of %s "%s" says what is right', (name, value, problem) => {
    expect(faultsOf({ [name]: value })).toEqual([{ name, problem }]);
  });

  it.each([
    ['DATABASE_URL', 'mysql://gateway:hunter2@db/gateway'],
    ['DATABASE_URL', 'gateway:hunter2@db'],
    ['REDIS_URL', 'http://:hunter2@cache'],
    ['AUTH_JWKS_URL', 'ftp://user:hunter2@issuer.example'],
    ['AUTH_PUBLIC_KEY', 'hunter2'],
    ['FIREBLOCKS_BASE_PATH', 'hunter2'],
    ['FIREBLOCKS_PROXY', 'socks5://me:hunter2@proxy'],
    ['FIREBLOCKS_ADMIN_SECRET_KEY', 'hunter2'],
    ['FIREBLOCKS_SIGNER_SECRET_KEY', 'hunter2'],
    ['FIREBLOCKS_WEBHOOK_JWKS_URL', 'hunter2'],
    ['FIREBLOCKS_WEBHOOK_PUBLIC_KEY', 'hunter2'],
  ])('of %s does not repeat the secret that it holds', (name, value) => {
    const faults = faultsOf({ ...PRODUCTION, [name]: value });
    expect(namesOf(faults)).toEqual([name]);
    expect(faults[0]?.problem).not.toContain('hunter2');
    expect(faults[0]?.problem.length).toBeGreaterThan(10);
  });

  it('does not repeat a key that was put where its file should be named', () => {
    const environment = without(PRODUCTION, 'FIREBLOCKS_ADMIN_SECRET_KEY');
    const faults = faultsOf({ ...environment, FIREBLOCKS_ADMIN_SECRET_KEY_FILE: PRIVATE_PEM });
    expect(namesOf(faults)).toEqual(['FIREBLOCKS_ADMIN_SECRET_KEY_FILE']);
    const body = PRIVATE_PEM.split('\n')[1] ?? '';
    expect(body).toHaveLength(64);
    expect(faults[0]?.problem).not.toContain(body);
  });

  it('stands in the error that the process shows, one line for each', () => {
    let message = '';
    try {
      loadConfig({ PORT: 'x', LOG_LEVEL: 'y' });
    } catch (error) {
      if (error instanceof ConfigError) message = error.message;
    }
    expect(message.split('\n')).toEqual([
      'PORT is "x"; use a whole number from 0 to 65535',
      'LOG_LEVEL is "y"; use silent, fatal, error, warn, info, debug, trace',
    ]);
  });
});
