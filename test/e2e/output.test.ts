import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { databaseKinds } from '../support/databases';
import { GatewayProcess } from '../support/gateway-process';
import { postgresKind } from '../support/postgres';
import { GraphQLCaller, RELAY } from '../support/graphql-caller';
import { SigningStatusRecorder } from '../support/signing-status';
import { tokenWith, worthlessTokens } from '../support/tokens';
import { CREATE, newTransfer } from '../support/transfers';
import { WebhookSender } from '../support/webhook-sender';

const PAYLOAD = 'payload-5d0c2f';
const NOTE = 'note-77ab19';
const PASSWORD = 'hunter2-3c91e0';

/** The real Redis refuses the password; where there is none, nothing listens. */
const REDIS_URL = (process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:9').replace(
  '://',
  `://nobody:${PASSWORD}@`,
);

describe('all that a gateway’s process says while it works at the level "trace"', () => {
  let gateway: GatewayProcess;
  let walletId: string;
  let deviceId: string;
  const tokens: string[] = [];
  const answers: string[] = [];

  beforeAll(async () => {
    const settings = { LOG_LEVEL: 'trace', REDIS_URL, RATE_LIMIT_FACTOR: '100' };
    gateway = await GatewayProcess.start(settings, withPassword());
    await journey();
    answers.push(await (await fetch(`${gateway.url}/metrics`)).text());
    await gateway.kill('SIGTERM');
  });

  afterAll(() => gateway.remove());

  /** Where PostgreSQL trusts everyone it takes any password; where it does not it has one. */
  function withPassword() {
    const kind = postgresKind ?? databaseKinds[0]!;
    return {
      ...kind,
      create: async () => {
        const database = await kind.create();
        const url = database.settings['DATABASE_URL'];
        if (url === undefined) return database;
        const secret = new URL(url);
        if (secret.password === '') secret.password = PASSWORD;
        return { ...database, settings: { ...database.settings, DATABASE_URL: secret.href } };
      },
    };
  }

  async function token(claims: Record<string, unknown>): Promise<string> {
    const minted = await tokenWith(gateway.dataDir, claims);
    tokens.push(minted);
    return minted;
  }

  async function post(body: string, bearer: string): Promise<void> {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}` },
      body,
    });
    answers.push(JSON.stringify([...response.headers]), await response.text());
  }

  async function journey(): Promise<void> {
    const bearer = await token({ sub: 'alice' });
    const alice = new GraphQLCaller(gateway.url, bearer);
    walletId = await alice.createWallet();
    deviceId = await alice.assignDevice(walletId);
    const stream = new SigningStatusRecorder(alice, { walletId, deviceId });
    const send = (query: string, input: object) =>
      post(JSON.stringify({ query, variables: { input } }), bearer);
    const relay = (payload: string) => send(RELAY, { walletId, deviceId, payload });

    await relay(JSON.stringify({ method: 'get_all_keys', params: [{ secret: PAYLOAD }] }));
    await relay(JSON.stringify({ method: PAYLOAD }));
    await relay(`{"${PAYLOAD}`);
    await send(CREATE, newTransfer(walletId, { note: NOTE }));
    await send(CREATE, newTransfer(randomUUID(), { note: NOTE }));
    await stream.until(({ events }) => events.some(({ kind }) => kind === 'STATUS'));
    answers.push(JSON.stringify([stream.events, stream.errors]));
    stream.stop();

    const bad = Object.values(await worthlessTokens(gateway.dataDir));
    bad.push(await token({ sub: 'staff', scope: 'ncw:admin', exp: 1 }));
    tokens.push(...bad);
    for (const worthless of bad) {
      await post('{"query":"{ me { id } }"}', worthless);
      const refused = new SigningStatusRecorder(new GraphQLCaller(gateway.url, worthless), {
        walletId,
      });
      await refused.until(({ ended }) => ended);
      answers.push(JSON.stringify(refused.errors));
    }
    await fetch(`${gateway.url}/graphql?query={me{id}}&access_token=${bearer}`);
    const sender = new WebhookSender(gateway.url, gateway.dataDir);
    await sender.post(JSON.stringify({ id: randomUUID(), data: { note: PAYLOAD } }));
    await sender.post(PAYLOAD);
    await sender.post(PAYLOAD, {});
  }

  /** Everything it wrote and answered, but for the one token that it prints on purpose. */
  function everything(): string {
    const { stdout, stderr } = gateway.process;
    const printed = /Bearer (?<token>[\w.-]+)/.exec(stdout)?.groups?.['token'] ?? '';
    return [stdout.replaceAll(printed, ''), stderr, ...answers].join('\n');
  }

  /** A line out of the middle of each private key in the data folder. */
  function keyLines(folder = gateway.dataDir): string[] {
    return readdirSync(folder).flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return name === 'database' ? [] : keyLines(path);
      const keys = readFileSync(path, 'utf8').match(/-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]+/g);
      return (keys ?? []).map((key) => key.split(/\\n|\n/)[2] ?? '');
    });
  }

  it('is much', () => {
    expect(gateway.process.stdout.split('\n').length).toBeGreaterThan(40);
    expect(gateway.process.stdout).toContain('"level":"debug"');
    expect(answers.join()).toContain('ncw_operation_duration_seconds');
    expect(answers.join()).toContain('UNAUTHENTICATED');
  });

  it('has no token in it', () => {
    const said = everything();
    expect(tokens.length).toBeGreaterThan(10);
    for (const secret of tokens) {
      for (const part of secret.split('.').slice(1).filter(Boolean)) {
        expect(said).not.toContain(part);
      }
    }
  });

  it('has no key and no password in it', () => {
    const said = everything();
    const keys = keyLines().filter((line) => line.length > 20);
    expect(keys.length).toBeGreaterThanOrEqual(5);
    for (const secret of [...keys, 'PRIVATE KEY', PASSWORD]) expect(said).not.toContain(secret);
  });

  it('has no payload in it, and a note only where its owner asked for it', () => {
    const { stdout, stderr } = gateway.process;
    expect([stdout, stderr, answers.at(-1)].join()).not.toContain(PAYLOAD);
    expect(stdout + stderr).not.toContain(NOTE);
  });
});
