import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { Pool } from 'undici';
import { createRequestSigner } from '../../src/fireblocks/request-signer';
import { openDevelopmentIssuer } from '../../src/identity/development/issuer';

/**
 * What a relay costs in CPU time: the gateway against the usual Express proxies, in one run, in
 * turns, behind the same upstream, with the same token and the same PostgreSQL. One proxy calls by
 * axios and does not sign: what the gateway's signature costs is measured by itself and shown
 * apart. Another calls by Fireblocks' SDK, which signs as the gateway does. The last is the least
 * that the gateway's own parts can cost.
 */
const ROUNDS = 7;
const RELAYS = 3_000;
const CONCURRENCY = 16;
const SERVER_URL =
  process.env['TEST_DATABASE_URL'] ?? 'postgresql://postgres@127.0.0.1:5432/postgres';
const MESSAGE = JSON.stringify({
  method: 'broadcast_mpc_msg',
  params: [{ data: 'y'.repeat(2_000) }],
});

const NAMES = ['gateway', 'axios', 'sdk', 'bare'] as const;
type Name = (typeof NAMES)[number];

interface Contender {
  name: Name;
  pool: Pool;
  request: { path: string; body: string };
  cpuMicros: () => Promise<number>;
}

const children: ChildProcess[] = [];

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ncw-bench-'));
  const database = `ncw_bench_${randomUUID().slice(0, 8)}`;
  await sql(SERVER_URL, `CREATE DATABASE ${database}`);
  const databaseUrl = Object.assign(new URL(SERVER_URL), { pathname: database }).toString();
  try {
    const upstream = `http://127.0.0.1:${await startPart('upstream.ts', {})}/v1`;
    const issuer = await openDevelopmentIssuer(folder);
    const token = await issuer.mint({ sub: 'bench' });
    const gateway = await startGateway(folder, databaseUrl, upstream);
    const target = { walletId: randomUUID(), deviceId: randomUUID() };
    await sql(databaseUrl, seed(target));
    const settings = {
      UPSTREAM: upstream,
      DATABASE_URL: databaseUrl,
      PUBLIC_KEY: issuer.publicKey,
      ISSUER: issuer.issuer,
      AUDIENCE: issuer.audience,
    };
    const plain = await startPart('express-proxy.ts', settings);
    const official = await startPart('express-proxy.ts', { ...settings, SECRET_KEY: rsaKey() });
    const bare = await startPart('bare-proxy.ts', settings);
    const contenders = {
      gateway: graphqlContender('gateway', gateway, target, prometheusMicros),
      bare: graphqlContender('bare', bare, target, usageMicros),
      axios: expressContender('axios', plain, target.deviceId),
      sdk: expressContender('sdk', official, target.deviceId),
    };
    await compare(contenders, token);
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await sql(SERVER_URL, `DROP DATABASE ${database} WITH (FORCE)`);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(contenders: Record<Name, Contender>, token: string) {
  for (const name of NAMES) await relays(contenders[name], token);
  const signing = await signingMicros();
  const rounds: Record<Name, number>[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const micros = { gateway: 0, axios: 0, sdk: 0, bare: 0 };
    for (const name of NAMES) micros[name] = await relays(contenders[name], token);
    rounds.push(micros);
    print(
      `round ${round}: ${NAMES.map((name) => `${name} ${micros[name].toFixed(0)} µs`).join(', ')}`,
    );
  }
  const cost = (name: Name): string =>
    `${median(rounds.map((round) => round[name])).toFixed(0)} µs`;
  print(`
CPU time of a relay (median of ${ROUNDS} rounds of ${RELAYS}, ${CONCURRENCY} at once)
  gateway                           ${cost('gateway')}, of which the RSA-2048 signature ${signing.toFixed(0)} µs
  express + axios, unsigned         ${cost('axios')}
  express + fireblocks-sdk, signed  ${cost('sdk')}
  bare Apollo + undici, unsigned    ${cost('bare')}
  gateway without its signature, to express + axios  ${spread(rounds.map((round) => (round.gateway - signing) / round.axios))}
  gateway without its signature, to bare Apollo      ${spread(rounds.map((round) => (round.gateway - signing) / round.bare))}
  bare Apollo, to express + axios                    ${spread(rounds.map((round) => round.bare / round.axios))}
  gateway, to express + fireblocks-sdk               ${spread(rounds.map((round) => round.gateway / round.sdk))}`);
}

function spread(ratios: readonly number[]): string {
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  return `${median(ratios).toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`;
}

/** Sends a round of relays; CPU microseconds of the contender for each. */
async function relays({ name, pool, request, cpuMicros }: Contender, token: string) {
  const before = await cpuMicros();
  let left = RELAYS;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const { statusCode, body } = await pool.request({
        ...request,
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      });
      const text = await body.text();
      if (statusCode !== 200 || !text.includes('MPC_START_SIGNING')) {
        throw new Error(`${name} answered ${statusCode}: ${text.slice(0, 200)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return ((await cpuMicros()) - before) / RELAYS;
}

async function signingMicros(): Promise<number> {
  const sign = createRequestSigner({ apiKey: 'bench', secretKey: rsaKey() });
  const before = process.cpuUsage();
  const rounds = 1_000;
  for (let at = 0; at < rounds; at += CONCURRENCY) {
    await Promise.all(
      Array.from({ length: CONCURRENCY }, () => sign({ pathWithQuery: '/v1/x', body: MESSAGE })),
    );
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / rounds;
}

type CpuMicros = (pool: Pool) => Promise<number>;

const prometheusMicros: CpuMicros = async (pool) => {
  const { body } = await pool.request({ path: '/metrics', method: 'GET' });
  const [, seconds] = /^process_cpu_seconds_total ([0-9.e-]+)/m.exec(await body.text()) ?? [];
  return Number(seconds) * 1e6;
};

const usageMicros: CpuMicros = async (pool) => {
  const { body } = await pool.request({ path: '/cpu', method: 'GET' });
  const { user, system } = (await body.json()) as NodeJS.CpuUsage;
  return user + system;
};

function graphqlContender(
  name: Name,
  port: number,
  input: { walletId: string; deviceId: string },
  cpuMicros: CpuMicros,
): Contender {
  const query = 'mutation ($input: RelayRpcInput!) { relayRpc(input: $input) { response } }';
  const variables = { input: { ...input, payload: MESSAGE } };
  const request = { path: '/graphql', body: JSON.stringify({ query, variables }) };
  return contender(name, port, request, cpuMicros);
}

function expressContender(name: Name, port: number, deviceId: string): Contender {
  const request = {
    path: `/api/devices/${deviceId}/rpc`,
    body: JSON.stringify({ message: MESSAGE }),
  };
  return contender(name, port, request, usageMicros);
}

function contender(
  name: Name,
  port: number,
  request: Contender['request'],
  cpuMicros: CpuMicros,
): Contender {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONCURRENCY });
  return { name, pool, request, cpuMicros: () => cpuMicros(pool) };
}

async function startGateway(dataDir: string, databaseUrl: string, basePath: string) {
  const secretKey = rsaKey();
  const child = start(['dist/main.js'], {
    PORT: '0',
    LOG_LEVEL: 'info',
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    RATE_LIMIT_FACTOR: '1000',
    DEV_ISSUER: 'on',
    SIMULATOR: 'off',
    FIREBLOCKS_BASE_PATH: basePath,
    FIREBLOCKS_ADMIN_API_KEY: 'bench-admin',
    FIREBLOCKS_ADMIN_SECRET_KEY: secretKey,
    FIREBLOCKS_SIGNER_API_KEY: 'bench-signer',
    FIREBLOCKS_SIGNER_SECRET_KEY: secretKey,
    FIREBLOCKS_WEBHOOK_JWKS_URL: 'http://127.0.0.1:1/jwks.json',
  });
  return Number(new URL(await output(child, /"url":"([^"]+)"/)).port);
}

async function startPart(file: string, settings: Record<string, string>): Promise<number> {
  const child = start(['-r', '@swc-node/register', join(__dirname, file)], settings);
  return Number(await output(child, /"port":(\d+)/));
}

function start(args: string[], settings: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

function output(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-10_000);
      const found = pattern.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => {
      reject(new Error(`a part ended with ${String(code)}: ${text}`));
    });
  });
}

function seed({ walletId, deviceId }: { walletId: string; deviceId: string }): string {
  return `INSERT INTO users (id) VALUES ('bench');
    INSERT INTO wallets (id, owner_id, status, updated_at)
      VALUES ('${walletId}', 'bench', 'ACTIVE', now());
    INSERT INTO devices (id, wallet_id, updated_at) VALUES ('${deviceId}', '${walletId}', now())`;
}

async function sql(url: string, statements: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statements).finally(() => client.end());
}

function rsaKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

void main();
