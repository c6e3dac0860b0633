import { createHash, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { currentRun } from './run-folder';
import { runSql } from './run-sql';

/** A kind of database that the suites run on. */
export interface DatabaseKind {
  name: 'embedded' | 'postgresql';
  /** Settings of a gateway on a database of its own, and what removes that database. */
  create(): Promise<{ settings: Record<string, string>; drop: () => Promise<void> }>;
}

/** What a gateway has when its other settings name none: nothing is made and dropped. */
export const embedded: DatabaseKind = {
  name: 'embedded',
  create: () => Promise.resolve({ settings: {}, drop: () => Promise.resolve() }),
};

/** With the machine's name: on another one the same run may well be alive. */
export const PREFIX = `ncw_test_${createHash('md5').update(hostname()).digest('hex').slice(0, 6)}_`;

/** @param serverUrl of a user who may create databases */
export function postgresAt(serverUrl: string): DatabaseKind {
  return {
    name: 'postgresql',
    async create() {
      const name = `${PREFIX}${currentRun()}_${randomUUID().replaceAll('-', '')}`;
      await runSql(serverUrl, `CREATE DATABASE ${name}`);
      const url = new URL(serverUrl);
      url.pathname = `/${name}`;
      return {
        settings: { DATABASE_URL: url.toString() },
        async drop() {
          await runSql(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
        },
      };
    },
  };
}

const serverUrl = process.env['TEST_DATABASE_URL'];
const kinds = serverUrl ? [embedded, postgresAt(serverUrl)] : [embedded];

/**
 * The embedded database, and PostgreSQL where TEST_DATABASE_URL names a server; PostgreSQL alone
 * with TEST_EMBEDDED=off, for a run after one that had the embedded database.
 */
export const databaseKinds: DatabaseKind[] =
  serverUrl && process.env['TEST_EMBEDDED'] === 'off' ? kinds.slice(1) : kinds;
