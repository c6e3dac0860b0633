import { Client } from 'pg';
import { databaseKinds, type DatabaseKind } from './databases';

/** The kind of TEST_DATABASE_URL; undefined where it is not set. */
export const postgresKind: DatabaseKind | undefined = databaseKinds.find(
  ({ name }) => name === 'postgresql',
);

/** For suites about PostgreSQL itself. */
export const describeOnPostgres = postgresKind ? describe : describe.skip;

async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** One statement on a connection of its own. */
export function runSql<Row extends object>(url: string, sql: string): Promise<Row[]> {
  return withClient(url, async (client) => (await client.query<Row>(sql)).rows);
}

/** Holds what the statement locks while `work` runs. */
export function whileLocked<T>(url: string, sql: string, work: () => Promise<T>): Promise<T> {
  return withClient(url, async (client) => {
    await client.query('BEGIN');
    await client.query(sql);
    const result = await work();
    await client.query('ROLLBACK');
    return result;
  });
}
