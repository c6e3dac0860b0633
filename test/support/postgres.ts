import { databaseKinds, type DatabaseKind } from './databases';
import { withClient } from './run-sql';

export { runSql } from './run-sql';

/** The kind of TEST_DATABASE_URL; undefined where it is not set. */
export const postgresKind: DatabaseKind | undefined = databaseKinds.find(
  ({ name }) => name === 'postgresql',
);

/** For suites about PostgreSQL itself. */
export const describeOnPostgres = postgresKind ? describe : describe.skip;

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
