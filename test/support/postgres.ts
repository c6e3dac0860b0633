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

/** Ends every connection to the database but the one that says so; answers how many there were. */
export async function endConnections(url: string): Promise<number> {
  const rows = await runSql<object>(
    url,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  return rows.length;
}
