import { PREFIX } from './databases';
import { runSql } from './run-sql';
import { isDead } from './run-folder';

/** Those that killed runs on this machine have left on the server. */
export async function dropDatabasesOfDeadRuns(): Promise<void> {
  const serverUrl = process.env['TEST_DATABASE_URL'];
  if (serverUrl === undefined) return;
  const rows = await runSql<{ datname: string }>(serverUrl, 'SELECT datname FROM pg_database');
  for (const { datname } of rows) {
    const [, run] = new RegExp(`^${PREFIX}(\\d+)_`).exec(datname) ?? [];
    if (run !== undefined && isDead(run)) {
      await runSql(serverUrl, `DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
    }
  }
}
