import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder } from '../../shared/folder-lock';
import { BoundedPool } from '../bounded-pool';
import { PGliteStream } from './pglite-stream';

export interface PoolHandle {
  pool: BoundedPool;
  close(): Promise<void>;
}

/** How many operations may wait for the one connection before callers are refused. */
const MAX_WAITING = 500;

/** PostgreSQL in this process (PGlite), its files in `dataDir`; one process at a time. */
export async function openEmbedded(dataDir: string): Promise<PoolHandle> {
  const folder = join(dataDir, 'database');
  mkdirSync(folder, { recursive: true });
  const unlock = await lockFolder(folder, 'database');
  try {
    // Loaded only where it is used: production needs no WASM database in memory.
    const { PGlite } = await import('@electric-sql/pglite');
    const database = await PGlite.create(join(folder, 'pgdata'));
    const pool = new BoundedPool({
      user: 'postgres',
      database: 'postgres',
      // One backend, hence one connection, and never an idle end: the session is the backend's.
      max: 1,
      idleTimeoutMillis: 0,
      maxWaiting: MAX_WAITING,
      stream: () => new PGliteStream(database),
    });
    return {
      pool,
      async close() {
        await pool.end();
        await database.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}
