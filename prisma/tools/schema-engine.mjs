#!/usr/bin/env node
/**
 * Stand-in for Prisma's native schema engine: the CLI's JSON-RPC on stdio, answered by
 * @prisma/schema-engine-wasm of the same commit. Needed only for development (`npm run prisma`).
 *
 * The shadow database is an in-memory PGlite: adapter-pg would run it on the main database.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => console.error(message) };
const require = createRequire(import.meta.url);
const args = process.argv.slice(2);
const optionValues = (name) => args.flatMap((arg, at) => (arg === name ? [args[at + 1]] : []));

if (args.includes('--version')) {
  const { prisma } = require('@prisma/engines-version/package.json');
  console.log(`schema-engine-cli ${prisma.enginesVersion}`);
  process.exit(0);
}

const { url } = JSON.parse(optionValues('--datasource')[0] ?? '{}');
let disconnect = async () => {};

/** A whole script as one simple query, awaited: adapter-pg splits on ";" and PGlite's adapter does not wait. */
function withWholeScripts(factory, run) {
  const connect = factory.connect.bind(factory);
  factory.connect = async () => Object.assign(await connect(), { executeScript: run });
  return factory;
}

async function connectToShadow() {
  const { PGlite } = require('@electric-sql/pglite');
  const { PrismaPGlite } = require('pglite-prisma-adapter');
  const memory = await PGlite.create('memory://');
  return withWholeScripts(new PrismaPGlite(memory), (sql) => memory.exec(sql)).connect();
}

function postgresFactory(connectionString) {
  const { Pool } = require('pg');
  const { PrismaPg } = require('@prisma/adapter-pg');
  const pool = new Pool({ connectionString, max: 1 });
  const query = pool.query.bind(pool);
  pool.query = async (...parameters) => {
    const result = await query(...parameters);
    // Type "char" (18) is unknown to adapter-pg: present it as bpchar (1042).
    for (const field of result?.fields ?? []) if (field.dataTypeID === 18) field.dataTypeID = 1042;
    return result;
  };
  disconnect = () => pool.end();
  const factory = withWholeScripts(new PrismaPg(pool), (sql) => query(sql));
  factory.connectToShadowDb = connectToShadow;
  return factory;
}

const shadowFactory = {
  provider: 'postgres',
  adapterName: 'shadow',
  connect: connectToShadow,
  connectToShadowDb: connectToShadow,
};

async function startEngine() {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const { bindMigrationAwareSqlAdapterFactory } = require('@prisma/driver-adapter-utils');
  const folder = dirname(require.resolve('@prisma/schema-engine-wasm'));
  const { instance } = await WebAssembly.instantiate(
    readFileSync(join(folder, 'schema_engine_bg.wasm')),
    { './schema_engine_bg.js': bindings },
  );
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const datamodels = optionValues('--datamodels').map((path) => [path, readFileSync(path, 'utf8')]);
  const adapter = bindMigrationAwareSqlAdapterFactory(url ? postgresFactory(url) : shadowFactory);
  return bindings.SchemaEngine.new(datamodels.length ? { datamodels } : {}, () => {}, adapter);
}

if (args.includes('cli')) {
  try {
    const connection = await postgresFactory(url).connect();
    await connection.queryRaw({ sql: 'select 1', args: [], argTypes: [] });
    await disconnect();
    process.exit(0);
  } catch (error) {
    const fields = { message: error.message, is_panic: false, error_code: 'P1001' };
    const at = { timestamp: new Date().toISOString(), target: 'schema_engine' };
    console.error(JSON.stringify({ level: 'ERROR', ...at, fields }));
    process.exit(1);
  }
}

let engine;
const write = (message) =>
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

async function call(method, params) {
  if (method === 'createDatabase') return { databaseName: new URL(url).pathname.slice(1) };
  engine ??= startEngine();
  if (method === 'getDatabaseVersion') return (await engine).version();
  return (await engine)[method](params);
}

async function answer({ id, method, params }) {
  if (!method) return;
  try {
    const result = await call(method, params);
    if (method === 'diff' && typeof result?.stdout === 'string') {
      write({ id: `print-${id}`, method: 'print', params: { content: result.stdout } });
      delete result.stdout;
    }
    write({ id, result: result ?? null });
  } catch (error) {
    const message = String(error?.message ?? error);
    const data = {
      is_panic: false,
      message,
      meta: error?.meta ?? null,
      error_code: error?.code ?? null,
    };
    write({
      id,
      error: { code: 4466, message: 'An error happened. Check the data field for details.', data },
    });
  }
}

let queue = Promise.resolve();
createInterface({ input: process.stdin })
  .on('line', (line) => (queue = queue.then(() => answer(JSON.parse(line)))))
  .on('close', () => void queue.then(disconnect).finally(() => process.exit(0)));
