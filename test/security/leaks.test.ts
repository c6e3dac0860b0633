import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../src/config';
import { startGateway, type Gateway } from '../../src/gateway';
import { createLogger } from '../../src/shared/logger';
import { databaseAccess, type RunSql } from '../support/database-access';
import { temporaryFolder } from '../support/run-folder';
import { GraphQLCaller, RELAY } from '../support/graphql-caller';
import { SimulatorControl, UPSTREAM } from '../support/simulator-control';
import { SigningStatusRecorder } from '../support/signing-status';
import { WebhookSender } from '../support/webhook-sender';
import { newTransfer, CREATE } from '../support/transfers';

/** What is said to the gateway or by Fireblocks and must never be repeated by the gateway. */
const PAYLOAD = 'payload-e7c1f0';
const NOTE = 'note-9b2d44';
const UPSTREAM_WORDS = 'upstream-words-5a81';
const PASSPHRASES = 'passphrases';

/** The inside of a database or a program, which a client has no business to see. */
const INSIDES = /\bSELECT\b|\bINSERT\b|prisma|pg_|postgres|node_modules|\n?\s+at \S+ ?\(|\/src\//i;

const bigints = (_key: string, value: unknown) =>
  typeof value === 'bigint' ? value.toString() : value;

describe('what leaves the gateway at the level of detail "trace"', () => {
  const dataDir = temporaryFolder();
  const log: string[] = [];
  /** Bodies of everything that clients were answered with an error. */
  const refusals: string[] = [];
  let gateway: Gateway;
  let simulator: SimulatorControl;
  let sql: RunSql;
  let token: string;
  let expired: string;
  let internalRequestId: string;
  let metrics: string;
  /** The audit record. */
  let record: string;

  beforeAll(async () => {
    mkdirSync(dataDir, { recursive: true });
    const settings = { PORT: '0', SIMULATOR_PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'trace' };
    const config = loadConfig(settings);
    const logger = createLogger(config.logLevel, { write: (line) => void log.push(line) });
    gateway = await startGateway(config, logger);
    simulator = new SimulatorControl(gateway.simulatorUrl!);
    sql = databaseAccess(dataDir, undefined);
    token = await gateway.developmentIssuer!.mint({ sub: 'alice' });
    expired = await gateway.developmentIssuer!.mint({ sub: 'alice', ttlSeconds: -60 });
    await journey();
    metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    // What waits in memory is written by the time that the last thing has come.
    await recorded(`action = 'registerPassphrase'`);
    record = JSON.stringify(await sql('SELECT * FROM audit_entries'), bigints);
  });

  afterAll(async () => {
    await gateway.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function recorded(condition: string): Promise<void> {
    for (;;) {
      if ((await sql(`SELECT 1 FROM audit_entries WHERE ${condition}`)).length > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** As a hostile or clumsy client would: the body is whatever it is. */
  async function raw(body: string, authorization = `Bearer ${token}`): Promise<string> {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body,
    });
    const text = await response.text();
    if (text.includes('"errors"')) refusals.push(text);
    return text;
  }

  const send = (query: string, variables: object = {}, authorization?: string) =>
    raw(JSON.stringify({ query, variables }), authorization);

  async function journey(): Promise<void> {
    const alice = new GraphQLCaller(gateway.url, token);
    const walletId = await alice.createWallet();
    const deviceId = await alice.assignDevice(walletId);
    const stream = new SigningStatusRecorder(alice, { walletId, deviceId });
    const relay = (payload: string) => send(RELAY, { input: { walletId, deviceId, payload } });
    const message = JSON.stringify({ method: 'get_all_keys', params: [{ secret: PAYLOAD }] });

    await relay(message);
    await relay(`${PAYLOAD} is no JSON`);
    await relay(JSON.stringify({ method: PAYLOAD }));
    await relay(JSON.stringify({ method: 'x', data: PAYLOAD.repeat(200_000) }));
    for (const status of [400, 401, 403, 404, 409, 500]) {
      const body = { message: UPSTREAM_WORDS, code: 7 };
      await simulator.fault({ path: UPSTREAM.invoke, kind: 'status', status, body });
      await relay(message);
    }
    for (const kind of ['502html', '500null', 'reset', '429'] as const) {
      await simulator.fault({ path: UPSTREAM.invoke, kind });
      await relay(message);
      await simulator.fault({ path: UPSTREAM.createTransaction, kind });
      await send(CREATE, { input: newTransfer(walletId, { note: NOTE }) });
    }
    await send(CREATE, { input: newTransfer(walletId, { note: NOTE }) });
    await send(CREATE, { input: newTransfer(walletId, { note: NOTE, assetId: 'NO_SUCH' }) });
    await send(CREATE, { input: { ...newTransfer(walletId), note: NOTE, amount: `1${NOTE}` } });

    await raw(`{"query": "${PAYLOAD}`);
    await raw('[]');
    await send(`{ me { id } ${PAYLOAD}`);
    await send('{ nothing { ofTheKind } }');
    await send('{ wallet(id: "..") { id } }');
    await send('{ me { id } }', {}, `Bearer ${expired}`);
    await send('{ me { id } }', {}, `Bearer ${token}x`);
    await send('{ me { id } }', {}, `Basic ${token}`);
    for (const bad of [expired, `${token}x`]) {
      const refused = new SigningStatusRecorder(new GraphQLCaller(gateway.url, bad), { walletId });
      await refused.until(({ ended }) => ended);
      refused.stop();
    }
    const sender = new WebhookSender(gateway.url, dataDir);
    const odd = { id: randomUUID(), eventType: 'transaction.created', data: { id: PAYLOAD } };
    await sender.post(JSON.stringify(odd));
    await sender.post(PAYLOAD);
    await sender.post(PAYLOAD, {});

    await sql(`ALTER TABLE ${PASSPHRASES} RENAME TO gone`);
    const text = await send(
      'mutation ($input: RegisterPassphraseInput!) { registerPassphrase(input: $input) { passphrase { id } } }',
      { input: { passphraseId: randomUUID(), location: 'OTHER' } },
    );
    await sql(`ALTER TABLE gone RENAME TO ${PASSPHRASES}`);
    internalRequestId = /"requestId":"([^"]+)"/.exec(text)?.[1] ?? '';
    expect(text).toContain('INTERNAL_SERVER_ERROR');
    await stream.until(({ events }) => events.some(({ kind }) => kind === 'STATUS'));
    stream.stop();
  }

  /** The secret parts of the keys that the gateway holds. */
  function secretKeys(): string[] {
    const files = ['simulator/workspace.json', 'development-issuer.json'];
    const text = files.map((file) => readFileSync(join(dataDir, file), 'utf8')).join('\n');
    const bodies = text.match(/-----BEGIN PRIVATE KEY-----\\n([^-]+)/g) ?? [];
    // A line in the middle, which is secret and has no line break in any form.
    return bodies.map((body) => body.split('\\n')[2] ?? body.split('\\n')[1] ?? '');
  }

  it('was a journey with every kind of failure', () => {
    const codes = refusals.join('').match(/"code":"[A-Z_]+"/g) ?? [];
    for (const code of [
      ...['UNAUTHENTICATED', 'BAD_USER_INPUT', 'PAYLOAD_TOO_LARGE', 'UPSTREAM_UNAVAILABLE'],
      ...['UPSTREAM_REJECTED', 'BAD_REQUEST', 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED'],
      'INTERNAL_SERVER_ERROR',
    ]) {
      expect(codes).toContain(`"code":"${code}"`);
    }
    expect(log.length).toBeGreaterThan(50);
    expect(metrics).toContain('ncw_relay_duration_seconds_count');
  });

  it('holds no token', () => {
    const everything = [...log, ...refusals, metrics, record].join('\n');
    for (const secret of [token, expired]) {
      for (const part of secret.split('.').slice(1)) expect(everything).not.toContain(part);
    }
    expect(everything).not.toMatch(/Bearer ey/);
  });

  it('holds no secret key', () => {
    const keys = secretKeys();
    expect(keys.length).toBeGreaterThanOrEqual(5);
    const everything = [...log, ...refusals, metrics, record].join('\n');
    for (const key of keys) {
      expect(key.length).toBeGreaterThan(20);
      expect(everything).not.toContain(key);
    }
    expect(everything).not.toContain('PRIVATE KEY');
  });

  it('holds nothing of a payload, of a note or of what Fireblocks said to us', () => {
    const toClients = [...refusals, metrics].join('\n');
    expect([...log, record].join('\n')).not.toContain(PAYLOAD);
    expect([...log, record].join('\n')).not.toContain(NOTE);
    expect(record).not.toContain(UPSTREAM_WORDS);
    expect(record).toContain('createTransaction');
    expect(metrics).not.toContain(PAYLOAD);
    expect(toClients).not.toContain(UPSTREAM_WORDS);
    expect(toClients).not.toMatch(/<html|Bad Gateway/);
  });

  it('shows clients nothing of the insides of the gateway', () => {
    for (const body of refusals) expect(body).not.toMatch(INSIDES);
    expect(metrics).not.toMatch(/\bSELECT\b|prisma|\/src\/|alice/i);
  });

  it('tells the operator of a fault of the gateway, under the client’s request id', () => {
    const lines = log.filter((line) => line.includes(internalRequestId));
    expect(internalRequestId).not.toBe('');
    expect(
      lines.some((line) => line.includes('"level":"error"') && /gone|passphrases/.test(line)),
    ).toBe(true);
  });
});
