import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

/** A kind of database that the suites run on. */
export interface DatabaseKind {
  name: 'embedded' | 'postgresql';
  /** Settings of a gateway on a database of its own, and what removes that database. */
  create(): Promise<{ settings: Record<string, string>; drop: () => Promise<void> }>;
}

const embedded: DatabaseKind = {
  name: 'embedded',
  create: () => Promise.resolve({ settings: {}, drop: () => Promise.resolve() }),
};

function postgres(serverUrl: string): DatabaseKind {
  return {
    name: 'postgresql',
    async create() {
      const name = `ncw_test_${randomUUID().replaceAll('-', '')}`;
      await runOn(serverUrl, `CREATE DATABASE ${name}`);
      const url = new URL(serverUrl);
      url.pathname = `/${name}`;
      return {
        settings: { DATABASE_URL: url.toString() },
        drop: () => runOn(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`),
      };
    },
  };
}

async function runOn(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

const serverUrl = process.env['TEST_DATABASE_URL'];

/** The embedded database, and PostgreSQL where TEST_DATABASE_URL names a server. */
export const databaseKinds: DatabaseKind[] = serverUrl
  ? [embedded, postgres(serverUrl)]
  : [embedded];
