import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Client } from 'pg';

/** Statements of a test, beside the gateway, on the database that the gateway has open. */
export type RunSql = <Row>(sql: string) => Promise<Row[]>;

/**
 * The embedded databases of this process, by folder. There can be no second connection to one, so
 * that what opens it is watched; nothing about it is changed.
 */
const embedded = new Map<string, PGlite>();
const createPGlite = PGlite.create.bind(PGlite);
Object.assign(PGlite, {
  create: async (folder: string) => {
    const database = await createPGlite(folder);
    embedded.set(folder, database);
    return database;
  },
});

/** @param url PostgreSQL's; absent: the embedded database in `dataDir` */
export function databaseAccess(dataDir: string, url: string | undefined): RunSql {
  return url === undefined ? onEmbedded(join(dataDir, 'database', 'pgdata')) : onPostgres(url);
}

function onEmbedded(folder: string): RunSql {
  return async <Row>(sql: string) => {
    const results = await embedded.get(folder)?.exec(sql);
    if (!results) throw new Error(`no gateway has opened ${folder}`);
    return (results.at(-1)?.rows ?? []) as Row[];
  };
}

function onPostgres(connectionString: string): RunSql {
  return async <Row>(sql: string) => {
    const client = new Client({ connectionString });
    await client.connect();
    try {
      const result = await client.query(sql);
      return result.rows as Row[];
    } finally {
      await client.end();
    }
  };
}
