import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder } from '../../shared/folder-lock';
import { BoundedPool } from '../bounded-pool';
import { DiskFullError } from '../errors';
import { DiskRoom } from './disk-room';
import { PGliteStream } from './pglite-stream';
import { beginWithTemplate } from './template';

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
    const pgdata = join(folder, 'pgdata');
    await beginWithTemplate(pgdata);
    const database = await PGlite.create(pgdata);
    const room = new DiskRoom(folder);
    const pool = new BoundedPool({
      user: 'postgres',
      database: 'postgres',
      // One backend, hence one connection, and never an idle end: the session is the backend's.
      max: 1,
      idleTimeoutMillis: 0,
      maxWaiting: MAX_WAITING,
      refusal: () => (room.isEnough() ? undefined : new DiskFullError(folder)),
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
