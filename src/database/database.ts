import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import type { Pool } from 'pg';
import { BoundedPool } from './bounded-pool';
import { openEmbedded, type PoolHandle } from './embedded/open-embedded';
import { PrismaClient } from './generated/client';
import { migrate } from './migrate';

export interface DatabaseOptions {
  /** PostgreSQL's URL; absent: the embedded database in `dataDir`. */
  url?: string;
  dataDir: string;
}

export interface Database {
  prisma: PrismaClient;
  /** For the few statements that must be prepared once and cost little (the relay's look-up). */
  pool: Pool;
  kind: 'embedded' | 'postgresql';
  appliedMigrations: string[];
  close(): Promise<void>;
}

const MIGRATIONS = join(__dirname, '../../prisma/migrations');
const CONNECTIONS = 10;
const MAX_WAITING = 1_000;

/** Interactive transactions may queue behind each other for longer than Prisma's 2 s. */
const TRANSACTION_OPTIONS = { maxWait: 30_000, timeout: 30_000 };

export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const handle = await openPool(options);
  const { pool } = handle;
  try {
    const appliedMigrations = await migrate(pool, MIGRATIONS);
    const prisma = new PrismaClient({
      adapter: new PrismaPg(pool),
      transactionOptions: TRANSACTION_OPTIONS,
    });
    return {
      prisma,
      pool,
      kind: options.url ? 'postgresql' : 'embedded',
      appliedMigrations,
      async close() {
        await prisma.$disconnect();
        await handle.close();
      },
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Connections alone: the database as it is, without migrations. */
export async function openPool({ url, dataDir }: DatabaseOptions): Promise<PoolHandle> {
  return url === undefined ? openEmbedded(dataDir) : openPostgres(url);
}

function openPostgres(connectionString: string): PoolHandle {
  const pool = new BoundedPool({ connectionString, max: CONNECTIONS, maxWaiting: MAX_WAITING });
  // A connection that breaks while idle is replaced at the next use; unheard, it ends the process.
  pool.on('error', () => undefined);
  return { pool, close: () => pool.end() };
}
