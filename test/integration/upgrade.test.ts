import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../src/config';
import { openPool } from '../../src/database/database';
import { migrate } from '../../src/database/migrate';
import { startGateway } from '../../src/gateway';
import { createLogger } from '../../src/shared/logger';
import { databaseKinds } from '../support/databases';
import {
  fillTables,
  generatedId,
  readTables,
  type Query,
  type Tables,
} from '../support/fill-tables';
import { temporaryFolder } from '../support/run-folder';
import { GraphQLCaller } from '../support/graphql-caller';

const MIGRATIONS = join(__dirname, '../../prisma/migrations');
const NAMES = readdirSync(MIGRATIONS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

/** Every state that the schema ever had, each named by its last migration. */
const STATES = NAMES.map((name, index) => ({ name, before: NAMES.slice(0, index + 1) }));

describe.each(databaseKinds)('on the $name database', (kind) => {
  let dataDir: string;
  let settings: Record<string, string>;
  let drop: () => Promise<void>;

  beforeEach(async () => {
    dataDir = temporaryFolder();
    ({ settings, drop } = await kind.create());
  });
  afterEach(async () => {
    await drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it.each(STATES)('keeps everything of a database as $name has left it', async ({ before }) => {
    const url = settings['DATABASE_URL'];
    const database = await openPool({ dataDir, ...(url === undefined ? {} : { url }) });
    const query: Query = async <Row>(sql: string, values?: unknown[]) =>
      (await database.pool.query(sql, values)).rows as Row[];
    const folder = join(dataDir, 'migrations');
    for (const name of before) {
      cpSync(join(MIGRATIONS, name), join(folder, name), { recursive: true });
    }
    expect(await migrate(database.pool, folder)).toEqual(before);
    const tables = await readTables(query);
    await fillTables(query, tables);
    const old = await readRows(query, tables);
    for (const rows of Object.values(old)) expect(rows.length).toBeGreaterThan(0);

    expect(await migrate(database.pool, MIGRATIONS)).toEqual(NAMES.slice(before.length));
    const kept = await readRows(query, tables);
    for (const [table, rows] of Object.entries(old)) {
      expect({ table, rows: kept[table] }).toEqual({ table, rows: expect.arrayContaining(rows) });
    }
    await database.close();

    await expectToWork({ ...settings, DATA_DIR: dataDir });
  });
});

/** Every row, with the columns that there were then. */
async function readRows(query: Query, tables: Tables): Promise<Record<string, object[]>> {
  const all: Record<string, object[]> = {};
  for (const [table, columns] of tables) {
    const names = columns.map(({ name }) => `"${name}"`).join();
    all[table] = await query<object>(`SELECT ${names} FROM "${table}"`);
  }
  return all;
}

interface Owned {
  wallets: { edges: { node: { id: string; status: string; devices: { id: string }[] } }[] };
  transaction: { id: string; rawStatus: string } | null;
}

/** An owner from before finds what is theirs, and goes on with it. */
async function expectToWork(settings: Record<string, string>): Promise<void> {
  const gateway = await startGateway(
    loadConfig({ PORT: '0', SIMULATOR_PORT: '0', LOG_LEVEL: 'silent', ...settings }),
    createLogger('silent'),
  );
  try {
    const walletId = generatedId('wallets', 1);
    const token = await gateway.developmentIssuer?.mint({ sub: generatedId('users', 1) });
    const owner = new GraphQLCaller(gateway.url, token);
    const { wallets, transaction } = await owner.expectData<Owned>(
      `query ($id: ID!) {
        wallets { edges { node { id status devices { id } } } }
        transaction(id: $id) { id rawStatus }
      }`,
      { id: generatedId('transactions', 1) },
    );
    expect(wallets.edges.map(({ node }) => node)).toEqual([
      { id: walletId, status: 'ACTIVE', devices: [{ id: generatedId('devices', 1) }] },
    ]);
    expect(transaction).toEqual({ id: generatedId('transactions', 1), rawStatus: 'status 1' });
    await owner.assignDevice(walletId);

    const made = await owner.createWallet();
    const id = await owner.createTransaction(made);
    await owner.transactionReaches(id, 'PENDING_SIGNATURE');
  } finally {
    await gateway.close();
  }
}
