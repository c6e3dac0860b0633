import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool, PoolClient } from 'pg';
import { sha256 } from '../shared/digest';

/** Prisma's own advisory lock, so that its CLI and the gateway exclude each other. */
const MIGRATION_LOCK = 72_707_369;

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

interface AppliedMigration {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

/**
 * `prisma migrate deploy` without the CLI: the same table, checksums and lock, so that both agree
 * about what has been applied. Starts that come together apply once. Returns the new names.
 */
export async function migrate(pool: Pool, folder: string): Promise<string[]> {
  const connection = await pool.connect();
  try {
    await connection.query(`SELECT pg_advisory_lock(${MIGRATION_LOCK})`);
    await ensureMigrationTable(connection);
    const pending = findPending(readMigrations(folder), await readApplied(connection));
    for (const migration of pending) await apply(connection, migration);
    return pending.map(({ name }) => name);
  } finally {
    await connection.query(`SELECT pg_advisory_unlock(${MIGRATION_LOCK})`).catch(() => undefined);
    connection.release();
  }
}

function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: sha256(sql) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function findPending(migrations: Migration[], applied: AppliedMigration[]): Migration[] {
  const failed = applied.filter((row) => row.finished_at === null).map((row) => row.migration_name);
  if (failed.length > 0) {
    throw new Error(
      `migration ${failed.join(', ')} failed earlier; repair the database and run ` +
        `"npm run prisma -- migrate resolve", then start again`,
    );
  }
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of applied) {
    const migration = known.get(row.migration_name);
    if (!migration)
      throw new Error(
        `the database was made by a newer version (migration ${row.migration_name} is unknown here)`,
      );
    if (migration.checksum !== row.checksum)
      throw new Error(`migration ${row.migration_name} was edited after it had been applied`);
  }
  const done = new Set(applied.map((row) => row.migration_name));
  return migrations.filter(({ name }) => !done.has(name));
}

async function ensureMigrationTable(connection: PoolClient): Promise<void> {
  await connection.query(`CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`);
}

async function readApplied(connection: PoolClient): Promise<AppliedMigration[]> {
  const { rows } = await connection.query<AppliedMigration>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  return rows;
}

/** The script runs as one simple query, which PostgreSQL makes one transaction. */
async function apply(connection: PoolClient, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID();
  await connection.query(
    'INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)',
    [id, checksum, name],
  );
  try {
    await connection.query(sql);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await connection.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, reason]);
    throw new Error(`migration ${name} failed: ${reason}`, { cause: error });
  }
  await connection.query(
    'UPDATE _prisma_migrations SET applied_steps_count = 1, finished_at = now() WHERE id = $1',
    [id],
  );
}
