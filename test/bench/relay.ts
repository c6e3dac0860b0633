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
 * What a relay costs in CPU time: the gateway against the usual Express and axios proxy, in one
 * run, in turns, behind the same upstream, with the same token and the same PostgreSQL. The
 * gateway also signs; what a signature costs is measured by itself and shown apart.
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

interface Contender {
  name: string;
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
    const express = await startPart('express-proxy.ts', {
      UPSTREAM: upstream,
      DATABASE_URL: databaseUrl,
      PUBLIC_KEY: issuer.publicKey,
      ISSUER: issuer.issuer,
      AUDIENCE: issuer.audience,
    });
    const contenders = [
      gatewayContender(gateway, target),
      expressContender(express, target.deviceId),
    ] as const;
    await compare(contenders, token);
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await sql(SERVER_URL, `DROP DATABASE ${database} WITH (FORCE)`);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare([gateway, express]: readonly [Contender, Contender], token: string) {
  await relays(gateway, token);
  await relays(express, token);
  const signing = await signingMicros();
  const rounds: { gateway: number; express: number }[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const result = { gateway: await relays(gateway, token), express: await relays(express, token) };
    rounds.push(result);
    print(
      `round ${round}: gateway ${result.gateway.toFixed(0)} µs, express ${result.express.toFixed(0)} µs`,
    );
  }
  const ours = median(rounds.map((round) => round.gateway));
  const theirs = median(rounds.map((round) => round.express));
  const ratios = rounds.map((round) => (round.gateway - signing) / round.express);
  print(`
CPU time of a relay (median of ${ROUNDS} rounds of ${RELAYS}, ${CONCURRENCY} at once)
  gateway                    ${ours.toFixed(0)} µs, of which the RSA-2048 signature ${signing.toFixed(0)} µs
  express + axios, unsigned  ${theirs.toFixed(0)} µs
  ratio, signing aside       ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`);
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

function gatewayContender(port: number, input: { walletId: string; deviceId: string }): Contender {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONCURRENCY });
  const query = 'mutation ($input: RelayRpcInput!) { relayRpc(input: $input) { response } }';
  return {
    name: 'gateway',
    pool,
    request: {
      path: '/graphql',
      body: JSON.stringify({ query, variables: { input: { ...input, payload: MESSAGE } } }),
    },
    async cpuMicros() {
      const { body } = await pool.request({ path: '/metrics', method: 'GET' });
      const [, seconds] = /^process_cpu_seconds_total ([0-9.e-]+)/m.exec(await body.text()) ?? [];
      return Number(seconds) * 1e6;
    },
  };
}

function expressContender(port: number, deviceId: string): Contender {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONCURRENCY });
  return {
    name: 'express',
    pool,
    request: {
      path: `/api/devices/${deviceId}/rpc`,
      body: JSON.stringify({ message: MESSAGE }),
    },
    async cpuMicros() {
      const { body } = await pool.request({ path: '/cpu', method: 'GET' });
      const { user, system } = (await body.json()) as NodeJS.CpuUsage;
      return user + system;
    },
  };
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
