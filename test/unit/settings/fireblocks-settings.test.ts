import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../src/config';
import {
  faultsOf,
  namesOf,
  PRIVATE_PEM,
  PRIVATE_RSA_PEM,
  PRODUCTION,
  PUBLIC_PEM,
  REAL_WORKSPACE,
  without,
} from './environments';

describe('the local simulator', () => {
  it('may be one that runs beside the gateway', () => {
    expect(loadConfig({ SIMULATOR: 'external', SIMULATOR_PORT: '4999' }).fireblocks).toEqual({
      source: 'simulator',
      simulator: 'external',
      port: 4_999,
    });
  });

  it('may choose its port only when it is embedded', () => {
    expect(faultsOf({ SIMULATOR: 'embedded', SIMULATOR_PORT: '0' })).toEqual([]);
    expect(namesOf(faultsOf({ SIMULATOR: 'external', SIMULATOR_PORT: '0' }))).toEqual([
      'SIMULATOR_PORT',
    ]);
  });

  it('gives way to a workspace that is configured', () => {
    const config = loadConfig({ ...REAL_WORKSPACE, DEV_ISSUER: 'on' });
    expect(config.fireblocks).toEqual({
      source: 'environment',
      basePath: 'https://api.fireblocks.io/v1',
      admin: { apiKey: 'admin-id', secretKey: PRIVATE_PEM.trim() },
      signer: { apiKey: 'signer-id', secretKey: PRIVATE_PEM.trim() },
      webhookJwksUrl: 'https://keys.fireblocks.io/.well-known/jwks.json',
    });
  });

  it.each(['embedded', 'external'])('is refused as %s beside real money', (SIMULATOR) => {
    const faults = faultsOf({ ...REAL_WORKSPACE, DEV_ISSUER: 'on', SIMULATOR });
    expect(faults).toEqual([
      {
        name: 'SIMULATOR',
        problem: `is "${SIMULATOR}" beside a FIREBLOCKS_BASE_PATH that is not local`,
      },
    ]);
  });

  it.each([
    'http://localhost:4010/v1',
    'http://127.0.0.1:4010/v1',
    'http://127.9.9.9/v1',
    'http://[::1]:4010/v1',
  ])('is allowed beside %s, which is this machine', (FIREBLOCKS_BASE_PATH) => {
    expect(faultsOf({ FIREBLOCKS_BASE_PATH, SIMULATOR: 'external' })).toEqual([]);
  });

  it.each([
    'https://127.0.0.1.attacker.example/v1',
    'https://127.fireblocks.example/v1',
    'https://localhost.example/v1',
    'https://10.0.0.1/v1',
    'https://[::2]/v1',
  ])('is refused beside %s, which only looks like this machine', (FIREBLOCKS_BASE_PATH) => {
    const faults = faultsOf({ FIREBLOCKS_BASE_PATH, SIMULATOR: 'external', DEV_ISSUER: 'on' });
    expect(namesOf(faults)).toEqual(['SIMULATOR']);
  });
});

describe('the workspace', () => {
  it('is not spoken to without encryption, except on this machine', () => {
    const at = (FIREBLOCKS_BASE_PATH: string) =>
      namesOf(faultsOf({ ...PRODUCTION, FIREBLOCKS_BASE_PATH }));
    expect(at('http://api.fireblocks.io/v1')).toEqual(['FIREBLOCKS_BASE_PATH']);
    expect(at('http://127.0.0.1:9000/v1')).toEqual([]);
  });

  it('has its address without a slash at the end, and its proxy', () => {
    const { fireblocks } = loadConfig({
      ...PRODUCTION,
      FIREBLOCKS_BASE_PATH: 'https://api.fireblocks.io/v1//',
      FIREBLOCKS_PROXY: 'http://proxy:3128',
    });
    expect(fireblocks).toMatchObject({
      basePath: 'https://api.fireblocks.io/v1',
      proxy: 'http://proxy:3128',
    });
  });

  it('verifies webhooks with a key set, a public key or both', () => {
    const bare = without(PRODUCTION, 'FIREBLOCKS_WEBHOOK_JWKS_URL');
    const pem = { FIREBLOCKS_WEBHOOK_PUBLIC_KEY: PUBLIC_PEM };
    expect(namesOf(faultsOf(bare))).toEqual(['FIREBLOCKS_WEBHOOK_JWKS_URL']);
    expect(loadConfig({ ...bare, ...pem }).fireblocks).not.toHaveProperty('webhookJwksUrl');
    expect(loadConfig({ ...PRODUCTION, ...pem }).fireblocks).toMatchObject({
      webhookJwksUrl: PRODUCTION.FIREBLOCKS_WEBHOOK_JWKS_URL,
      webhookPublicKey: PUBLIC_PEM.trim(),
    });
  });
});

describe('a key', () => {
  const NAME = 'FIREBLOCKS_ADMIN_SECRET_KEY';
  const bare = without(PRODUCTION, NAME);
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ncw-gateway-settings-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function file(text: string): string {
    const path = join(folder, 'key.pem');
    writeFileSync(path, text);
    return path;
  }

  function adminKey(environment: Record<string, string | undefined>): string | undefined {
    const { fireblocks } = loadConfig(environment);
    return fireblocks.source === 'environment' ? fireblocks.admin.secretKey : undefined;
  }

  it('is read from the file that is named', () => {
    expect(adminKey({ ...bare, [`${NAME}_FILE`]: file(PRIVATE_PEM) })).toBe(PRIVATE_PEM.trim());
  });

  it('may have its line ends written as \\n', () => {
    const oneLine = PRIVATE_PEM.trim().replaceAll('\n', '\\n');
    expect(adminKey({ ...bare, [NAME]: oneLine })).toBe(PRIVATE_PEM.trim());
  });

  it('is taken in the older RSA form too', () => {
    expect(adminKey({ ...bare, [NAME]: PRIVATE_RSA_PEM })).toBe(PRIVATE_RSA_PEM.trim());
  });

  it('is refused when it is damaged, without being repeated', () => {
    const damaged = PRIVATE_PEM.replace(/[A-Za-z0-9+/]{40}/, '');
    expect(faultsOf({ ...bare, [NAME]: damaged })).toEqual([
      { name: NAME, problem: 'holds no private key as PEM text, or a damaged one' },
    ]);
  });

  it('is refused as a public key when it is a private one', () => {
    const name = 'FIREBLOCKS_WEBHOOK_PUBLIC_KEY';
    expect(faultsOf({ ...PRODUCTION, [name]: PRIVATE_PEM })).toEqual([
      { name, problem: 'holds no public key as PEM text, or a damaged one' },
    ]);
  });

  it('is refused when its file does not exist, is a folder or holds something else', () => {
    const fault = (path: string) => faultsOf({ ...bare, [`${NAME}_FILE`]: path });
    const missing = join(folder, 'nowhere.pem');
    expect(fault(missing)).toEqual([
      {
        name: `${NAME}_FILE`,
        problem: `names "${missing}", which cannot be read (there is no such file)`,
      },
    ]);
    expect(fault(folder)).toEqual([
      {
        name: `${NAME}_FILE`,
        problem: `names "${folder}", which cannot be read (no permission, or no file)`,
      },
    ]);
    const [other] = fault(file(PUBLIC_PEM));
    expect(other?.name).toBe(`${NAME}_FILE`);
    expect(other?.problem).toMatch(/^holds no private key/);
  });

  it('is refused when both the text and the file are given', () => {
    const environment = { ...PRODUCTION, [`${NAME}_FILE`]: file(PRIVATE_PEM) };
    expect(faultsOf(environment)).toEqual([
      { name: NAME, problem: `is set together with ${NAME}_FILE; use one of them` },
    ]);
  });

  it.each([
    ['DATABASE_URL', 'postgresql://gateway:hunter2@db:5432/gateway'],
    ['REDIS_URL', 'rediss://:hunter2@cache'],
    ['FIREBLOCKS_PROXY', 'http://me:hunter2@proxy:3128'],
    ['FIREBLOCKS_ADMIN_API_KEY', 'admin-id'],
    ['FIREBLOCKS_SIGNER_API_KEY', 'signer-id'],
  ])('is not all that can come from a file: %s', (name, value) => {
    const environment = without(PRODUCTION, name);
    const path = file(`${value}\n`);
    const read = loadConfig({ ...environment, [`${name}_FILE`]: path });
    expect(read).toEqual(loadConfig({ ...environment, [name]: value }));
    expect(JSON.stringify(read)).toContain(value);
    expect(faultsOf({ ...environment, [name]: value, [`${name}_FILE`]: path })).toEqual([
      { name, problem: `is set together with ${name}_FILE; use one of them` },
    ]);
    expect(faultsOf({ ...environment, [`${name}_FILE`]: file(' \n') })).toEqual([
      { name: `${name}_FILE`, problem: `names "${path}", which is empty` },
    ]);
  });

  it.each(['DATABASE_URL', 'REDIS_URL', 'FIREBLOCKS_PROXY'])(
    'is not repeated where a URL stands in place of its file: %s',
    (name) => {
      const [fault, ...others] = faultsOf({
        ...without(PRODUCTION, name),
        [`${name}_FILE`]: 'postgresql://gateway:hunter2@db',
      });
      expect(fault?.name).toBe(`${name}_FILE`);
      expect(fault?.problem).not.toContain('hunter2');
      expect(others).toEqual([]);
      const [bad] = faultsOf({ ...without(PRODUCTION, name), [`${name}_FILE`]: file('hunter2') });
      expect(bad?.name).toBe(`${name}_FILE`);
      expect(bad?.problem).not.toContain('hunter2');
    },
  );

  it.each([
    ['FIREBLOCKS_SIGNER_SECRET_KEY', PRIVATE_PEM],
    ['FIREBLOCKS_WEBHOOK_PUBLIC_KEY', PUBLIC_PEM],
    ['AUTH_PUBLIC_KEY', PUBLIC_PEM],
  ])('%s can come from a file as well', (name, pem) => {
    const others = without(PRODUCTION, name, 'FIREBLOCKS_WEBHOOK_JWKS_URL', 'AUTH_JWKS_URL');
    const needed = {
      FIREBLOCKS_WEBHOOK_PUBLIC_KEY: PUBLIC_PEM,
      AUTH_PUBLIC_KEY: PUBLIC_PEM,
    };
    const environment = without({ ...needed, ...others }, name);
    expect(faultsOf(environment)).toHaveLength(1);
    expect(faultsOf({ ...environment, [`${name}_FILE`]: file(pem) })).toEqual([]);
  });
});
