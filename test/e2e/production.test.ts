import { randomBytes, type webcrypto } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { loadWorkspace } from '../../src/simulator/workspace';
import { temporaryFolder } from '../support/run-folder';
import { GatewayProcess, launchRaw, SimulatorProcess } from '../support/gateway-process';
import { GraphQLCaller } from '../support/graphql-caller';
import { DOCUMENT_PROBES, HTTP_PROBES } from '../support/graphql-cop';
import { describeOnPostgres, postgresKind } from '../support/postgres';
import { TRANSPORTS } from '../support/transports';

const REQUIRED = [
  'DATABASE_URL',
  'FIREBLOCKS_BASE_PATH',
  'FIREBLOCKS_ADMIN_API_KEY',
  'FIREBLOCKS_ADMIN_SECRET_KEY',
  'FIREBLOCKS_SIGNER_API_KEY',
  'FIREBLOCKS_SIGNER_SECRET_KEY',
  'FIREBLOCKS_WEBHOOK_JWKS_URL',
  'AUTH_ISSUER',
  'AUTH_AUDIENCE',
  'AUTH_JWKS_URL',
  'AUDIT_KEY',
];

describe('production without settings', () => {
  const folder = join(temporaryFolder(), 'data');

  it('does not start, and says in one sentence each what is missing', async () => {
    const gateway = launchRaw({ NODE_ENV: 'production', PORT: '0', DATA_DIR: folder });
    expect(await gateway.ended).toEqual({ code: 78, signal: null });
    const [title, blank, ...sentences] = gateway.stderr.trimEnd().split('\n');
    expect([title, blank]).toEqual(['The gateway cannot start with this configuration:', '']);
    expect(sentences.map((sentence) => sentence.trim().split(' ')[0]).sort()).toEqual(
      [...REQUIRED].sort(),
    );
    for (const sentence of sentences)
      expect(sentence).toMatch(/^ {2}[A-Z_]+ is missing: \S.{10,}$/);
  });

  it('opens neither database, simulator nor issuer, which all would use the folder', async () => {
    const gateway = launchRaw({ NODE_ENV: 'production', PORT: '0', DATA_DIR: folder });
    await gateway.ended;
    expect(existsSync(folder)).toBe(false);
    expect(gateway.stdout).toBe('');
  });

  it('refuses the simulator and the development issuer when they are asked for', async () => {
    const gateway = launchRaw({
      ...{ NODE_ENV: 'production', PORT: '0', DATA_DIR: folder },
      ...{ SIMULATOR: 'embedded', DEV_ISSUER: 'on' },
    });
    expect(await gateway.ended).toEqual({ code: 78, signal: null });
    expect(gateway.stderr).toContain('SIMULATOR is "embedded"; production has no simulator');
    expect(gateway.stderr).toContain('DEV_ISSUER is "on"; production has no development issuer');
    expect(existsSync(folder)).toBe(false);
  });
});

describeOnPostgres('production with all its settings', () => {
  const folder = temporaryFolder();
  let simulator: SimulatorProcess;
  let gateway: GatewayProcess;
  let signingKey: webcrypto.CryptoKey;

  beforeAll(async () => {
    simulator = await SimulatorProcess.start(folder);
    const { admin, signer } = await loadWorkspace(folder);
    const keys = await generateKeyPair('ES256');
    signingKey = keys.privateKey;
    const fireblocks = `http://127.0.0.1:${simulator.port}`;
    gateway = await GatewayProcess.start(
      {
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        FIREBLOCKS_BASE_PATH: `${fireblocks}/v1`,
        FIREBLOCKS_ADMIN_API_KEY: admin.apiKey,
        FIREBLOCKS_ADMIN_SECRET_KEY: admin.secretKey,
        FIREBLOCKS_SIGNER_API_KEY: signer.apiKey,
        FIREBLOCKS_SIGNER_SECRET_KEY: signer.secretKey,
        FIREBLOCKS_WEBHOOK_JWKS_URL: `${fireblocks}/.well-known/jwks.json`,
        AUTH_ISSUER: 'https://issuer.example',
        AUTH_AUDIENCE: 'wallet-app',
        AUTH_PUBLIC_KEY: await exportSPKI(keys.publicKey),
        AUDIT_KEY: randomBytes(32).toString('base64'),
      },
      postgresKind,
    );
  });
  afterAll(async () => {
    await gateway.remove();
    await simulator.process.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });

  async function caller(sub: string): Promise<GraphQLCaller> {
    const token = new SignJWT({ scp: ['ncw:support'] })
      .setProtectedHeader({ alg: 'ES256' })
      .setSubject(sub)
      .setIssuer('https://issuer.example')
      .setAudience('wallet-app')
      .setExpirationTime('5m');
    return new GraphQLCaller(gateway.url, await token.sign(signingKey));
  }

  it('serves those whom the configured issuer vouches for', async () => {
    const alice = await caller('alice');
    expect(await alice.expectData('{ me { id scopes } }')).toEqual({
      me: { id: 'alice', scopes: ['ncw:support'] },
    });
    const walletId = await alice.createWallet();
    expect(await simulator.control.wallet(walletId)).toMatchObject({
      accounts: [{ accountId: '0' }],
    });
  });

  it('does not believe a token of the development issuer', async () => {
    const developer = await gateway.as('alice');
    const error = await developer.expectError('{ me { id } }');
    expect([error.status, error.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('has no explorer', async () => {
    expect((await fetch(`${gateway.url}/`)).status).toBe(404);
  });

  it('does not tell its schema', async () => {
    const alice = await caller('alice');
    const error = await alice.expectError('{ __schema { queryType { name } } }');
    expect(error.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  describe('gives graphql-cop nothing to report', () => {
    const carriers = TRANSPORTS.flatMap(([carrier, ask]) =>
      DOCUMENT_PROBES.map((probe) => ({ ...probe, carrier, ask })),
    );
    it.each(carriers)('on $name over $carrier', async ({ ask, query, flags }) => {
      const answer = await ask(await caller('alice'), { query });
      expect([answer, flags(answer)]).toEqual([answer, false]);
    });

    it.each(HTTP_PROBES)('on $name', async ({ request }) => {
      const response = await request(`${gateway.url}/graphql`);
      const text = await response.text();
      expect([response.status >= 400, text.includes('__typename":')]).toEqual([true, false]);
      expect(text).not.toMatch(/<html/i);
    });
  });

  it('is ready and measured', async () => {
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${gateway.url}/metrics`)).text()).toContain('ncw_sockets');
  });

  it('has printed log lines only, and no token', () => {
    const { stdout, stderr } = gateway.process;
    expect(stdout).not.toContain('eyJ');
    expect(stdout).not.toContain('PRIVATE KEY');
    for (const line of stdout.trimEnd().split('\n'))
      expect(JSON.parse(line)).toHaveProperty('level');
    expect(stderr).toBe('');
  });
});
