import { rmSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openEmbedded, type PoolHandle } from '../../../src/database/embedded/open-embedded';
import { temporaryFolder } from '../../support/run-folder';

describe('a connection to the embedded database', () => {
  const folder = temporaryFolder();
  let handle: PoolHandle;

  beforeAll(async () => {
    handle = await openEmbedded(folder);
  });
  afterAll(async () => {
    await handle.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const prepared = () => handle.pool.query({ name: 'named', text: 'SELECT 1 AS one' });

  it('begins without what the one before has prepared or left open', async () => {
    await prepared();
    const client = await handle.pool.connect();
    await client.query('BEGIN');
    await client.query('CREATE TABLE left_open (id int)');
    client.release(true);
    expect((await prepared()).rows).toEqual([{ one: 1 }]);
    const { rows } = await handle.pool.query(`SELECT to_regclass('left_open') AS found`);
    expect(rows).toEqual([{ found: null }]);
  });

  it('keeps nothing of what it has answered', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const answered = async (): Promise<number> => {
      for (let times = 0; times < 400; times += 1) {
        await handle.pool.query('SELECT i, i::text AS word FROM generate_series(1, 200) AS i');
      }
      collectGarbage();
      return process.memoryUsage().heapUsed / 2 ** 20;
    };
    const before = await answered();
    // 80,000 rows: tens of megabytes, were they kept.
    expect((await answered()) - before).toBeLessThan(4);
  });
});
