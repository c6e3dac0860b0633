import { rmSync } from 'node:fs';
import { AuditKeys } from '../../src/audit/audit-keys';
import { toRow, type Occurrence } from '../../src/audit/audit-row';
import { AuditWriter } from '../../src/audit/audit-writer';
import { Retention } from '../../src/audit/retention';
import { Sealer } from '../../src/audit/sealer';
import { verifyChain, type LoggedHead, type VerifiedChain } from '../../src/audit/verify-chain';
import { openDatabase, type Database } from '../../src/database/database';
import { inTransaction } from '../../src/database/transaction';
import { createLogger } from '../../src/shared/logger';
import { databaseKinds } from '../support/databases';
import { temporaryFolder } from '../support/run-folder';
import { postgresKind } from '../support/postgres';

interface Line {
  msg: string;
  auditBlock?: number;
  auditHead?: string;
}

interface ChainRow {
  anchor_number: string;
  anchor_mac: string;
  head_number: string;
  head_mac: string;
  mac: string;
}

const DAY = 24 * 60 * 60 * 1_000;
const SECRET = 'a secret that is nowhere in the database';

const occurrence: Occurrence = {
  actor: 'alice',
  action: 'assignDevice',
  method: null,
  walletId: '11111111-1111-4111-8111-111111111111',
  deviceId: null,
  resourceId: 'ä "quoted", \\ and ,',
  outcome: 'SUCCEEDED',
  reason: null,
  operationId: null,
  requestId: '33333333-3333-4333-8333-333333333333',
  upstreamRequestIds: ['one', 'two,"three"'],
  clientAddress: '192.0.2.1',
};

describe.each(databaseKinds)('the audit chain on $name', (kind) => {
  const dataDir = temporaryFolder();
  const keys = new AuditKeys([SECRET]);
  const writer = new AuditWriter(keys.current, () => undefined);
  const lines: Line[] = [];
  const log = createLogger('info', { write: (line) => void lines.push(JSON.parse(line) as Line) });
  let database: Database;
  let drop: () => Promise<void>;
  let now = Date.UTC(2026, 0, 1);

  beforeAll(async () => {
    const created = await kind.create();
    drop = created.drop;
    const url = created.settings['DATABASE_URL'];
    database = await openDatabase({ dataDir, ...(url === undefined ? {} : { url }) });
    for (let block = 0; block < 4; block += 1) {
      await write(5);
      await seal();
    }
    await write(2);
  });
  afterAll(async () => {
    await database.close();
    await drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const rows = (count: number) =>
    Array.from({ length: count }, () => toRow(occurrence, new Date(now), 1));
  const write = (count: number) => writer.write(database.prisma, rows(count));
  const clock = () => now;

  /** An instance that seals what there is and ends. */
  async function seal(): Promise<void> {
    await new Sealer({ pool: database.pool, keys, clock, log }).close();
  }

  const verify = (head?: LoggedHead): Promise<VerifiedChain> =>
    inTransaction(database.pool, (connection) => verifyChain(connection, keys, head));

  const loggedHead = (): LoggedHead => {
    const line = lines.findLast(({ auditHead }) => auditHead !== undefined)!;
    return { number: line.auditBlock!, mac: line.auditHead! };
  };

  async function readChain(): Promise<ChainRow> {
    return (await database.pool.query<ChainRow>('SELECT * FROM audit_chain')).rows[0]!;
  }

  /** What is said of the chain after somebody with every right in the database was at it. */
  async function saidAfter(...statements: string[]): Promise<string> {
    const undo = new Error('undo');
    let said = 'nothing';
    await inTransaction(database.pool, async (connection) => {
      for (const table of ['audit_entries', 'audit_blocks']) {
        await connection.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
      }
      for (const statement of statements) await connection.query(statement);
      await verifyChain(connection, keys, loggedHead()).catch((error: unknown) => {
        said = String(error);
      });
      throw undo;
    }).catch((error: unknown) => {
      if (error !== undo) throw error;
    });
    return said.replace('ChainDamagedError: the audit chain is damaged: ', '');
  }

  const COLUMNS = `id, created_at, actor, action, method, wallet_id, device_id, resource_id, decision,
    outcome, reason, count, operation_id, request_id, upstream_request_ids, client_address, mac`;
  const copyOf = (seq: number, to: number) =>
    `INSERT INTO audit_entries (seq, ${COLUMNS}) SELECT ${to}, ${COLUMNS.replace('id', 'gen_random_uuid()')}
       FROM audit_entries WHERE seq = ${seq}`;

  it('is intact, and says what it holds and where it ends', async () => {
    expect(await verify(loggedHead())).toEqual({
      blocks: 4,
      rows: 20,
      unsealed: 2,
      keys: [{ id: keys.current.id, from: 1 }],
      head: loggedHead(),
    });
    expect(loggedHead().number).toBe(4);
  });

  it.each([
    ['actor', `actor = 'bob'`],
    ['time', `created_at = created_at + interval '1 ms'`],
    ['decision', `decision = 'DENIED'`],
    ['missing method', `method = ''`],
    ['request ids', `upstream_request_ids = '{one,two}'`],
    ['count', 'count = 2'],
    ['address', 'client_address = NULL'],
  ])('names a row whose %s was changed', async (_what, change) => {
    const said = await saidAfter(`UPDATE audit_entries SET ${change} WHERE seq = 8`);
    expect(said).toMatch(/^row 8 was changed/);
  });

  it('names the first of two rows that were swapped', async () => {
    const said = await saidAfter(
      'UPDATE audit_entries SET seq = -7 WHERE seq = 7',
      'UPDATE audit_entries SET seq = 7 WHERE seq = 9',
      'UPDATE audit_entries SET seq = 9 WHERE seq = -7',
    );
    expect(said).toBe('row 7 (of block 2) was changed');
  });

  it('names a row that was removed', async () => {
    const said = await saidAfter('DELETE FROM audit_entries WHERE seq IN (12, 14)');
    expect(said).toBe('row 12 (of block 3) was removed');
  });

  it('names a removed row also when its block no longer lists it', async () => {
    const said = await saidAfter(
      'DELETE FROM audit_entries WHERE seq = 15',
      'UPDATE audit_blocks SET seqs = seqs[1:4], macs = macs[1:4] WHERE number = 3',
    );
    expect(said).toBe('block 3 was changed: rows 11 to 14 are not those that were sealed');
  });

  it('names a row that was added behind its back', async () => {
    expect(await saidAfter(copyOf(1, 1_000))).toBe('row 1000 was added: it was never sealed');
  });

  it('names a row that was added to be sealed, before and after it is', async () => {
    const queued = 'INSERT INTO audit_unsealed SELECT seq, mac FROM audit_entries WHERE seq = 1000';
    const said = await saidAfter(copyOf(1, 1_000), queued);
    expect(said).toMatch(/^row 1000 was changed, or added by somebody without the AUDIT_KEY/);
  });

  it('names a removed block, in the middle and at the end', async () => {
    const middle = await saidAfter('DELETE FROM audit_blocks WHERE number = 2');
    expect(middle).toBe('block 2 was removed, and with it the rows behind row 5');
    const end = 'DELETE FROM audit_blocks WHERE number = 4';
    expect(await saidAfter(end, 'DELETE FROM audit_entries WHERE seq BETWEEN 16 AND 20')).toBe(
      'block 4 was removed, and with it the rows behind row 15',
    );
  });

  it('notices a removed queue, a removed end of the chain and another key', async () => {
    const queued = 'DELETE FROM audit_entries WHERE seq = 22';
    expect(await saidAfter(queued)).toBe('row 22 (not sealed yet) was removed');
    expect(await saidAfter('DELETE FROM audit_unsealed WHERE seq = 22')).toBe(
      'row 22 was added: it was never sealed',
    );
    expect(await saidAfter('DELETE FROM audit_chain')).toContain('the row of its ends was removed');
    expect(await saidAfter('UPDATE audit_chain SET head_number = 3')).toContain('was changed');
    const other = new AuditKeys(['another secret of thirty-two characters']);
    const verified = inTransaction(database.pool, (connection) => verifyChain(connection, other));
    await expect(verified).rejects.toThrow(
      `block 4 of the audit chain says that the key ${keys.current.id} has sealed it, which AUDIT_KEY does not name`,
    );
  });

  it('that was set back as a whole does not fit the head that was logged', async () => {
    const { anchor_number, anchor_mac, head_number, head_mac, mac } = await readChain();
    await seal();
    const said = await saidAfter(
      'DELETE FROM audit_blocks WHERE number = 5',
      'DELETE FROM audit_entries WHERE seq > 20',
      `UPDATE audit_chain SET anchor_number = ${anchor_number}, anchor_mac = '${anchor_mac}',
         head_number = ${head_number}, head_mac = '${head_mac}', mac = '${mac}'`,
    );
    expect(said).toBe('block 5 was removed, and with it the rows behind row 20');
  });

  it('tells at once of a chain that was set back while it ran', async () => {
    const sealer = new Sealer({ pool: database.pool, keys, clock, log });
    const ends = await readChain();
    await write(1);
    sealer.wake();
    const sealed = loggedHead().number + 1;
    while (loggedHead().number < sealed) await new Promise((done) => setTimeout(done, 50));
    const after = await readChain();
    const put = (row: ChainRow) =>
      database.pool.query('UPDATE audit_chain SET head_number = $1, head_mac = $2, mac = $3', [
        row.head_number,
        row.head_mac,
        row.mac,
      ]);
    await put(ends);
    await sealer.close();
    await put(after);
    expect(lines.at(-1)).toMatchObject({ msg: expect.stringContaining('was set back') });
  });

  it('stays whole while many write, roll back and commit late, and two instances seal', async () => {
    const sealers = [1, 2].map(() => new Sealer({ pool: database.pool, keys, clock, log }));
    const before = (await verify()).rows;
    const worker = async (): Promise<void> => {
      for (let i = 0; i < 15; i += 1) {
        await database.prisma
          .$transaction(async (tx) => {
            await writer.write(tx, rows(2));
            for (const sealer of sealers) sealer.wake();
            await new Promise((done) => setTimeout(done, Math.random() * 10));
            if (i % 3 === 0) throw new Error('rolled back');
          })
          .catch(() => undefined);
        if (i % 5 === 0) await seal();
      }
    };
    await Promise.all(Array.from({ length: 6 }, worker));
    for (const sealer of sealers) await sealer.close();
    await seal();
    const verified = await verify(loggedHead());
    expect(verified).toMatchObject({ unsealed: 0, rows: before + 6 * 10 * 2 });
    expect(lines.filter(({ msg }) => msg.includes('could not'))).toEqual([]);
  });

  it('loses its old end to retention, stays verifiable, and nothing else', async () => {
    const options = { pool: database.pool, keys, retentionDays: 30, clock, log };
    now += 20 * DAY;
    await write(3);
    await seal();
    const whole = await verify();
    await new Retention(options).close();
    expect(await verify()).toEqual(whole);
    now += 11 * DAY;
    await new Retention({ ...options, retentionDays: 0 }).close();
    expect(await verify()).toEqual(whole);
    // An instance that ends at once removes a few blocks only.
    for (let i = 0; i < 4; i += 1) await new Retention(options).close();
    expect(await verify(loggedHead())).toEqual({
      ...{ ...whole, blocks: 1, rows: 3 },
      keys: [{ id: keys.current.id, from: loggedHead().number }],
    });
    const { rows: left } = await database.pool.query(
      'SELECT count(*)::int AS n FROM audit_entries',
    );
    expect(left).toEqual([{ n: 3 }]);
    const [remaining] = (
      await database.pool.query<{ number: string }>('SELECT number FROM audit_blocks')
    ).rows;
    expect(await saidAfter(copyOf(1, 5).replace('seq = 1', 'TRUE LIMIT 1'))).toContain('row 5 was');
    expect(await saidAfter(`DELETE FROM audit_blocks`)).toBe(
      `block ${remaining?.number ?? ''} was removed, and with it its rows`,
    );
  });

  it('keeps what is damaged, whatever its age', async () => {
    await write(2);
    await seal();
    await database.pool.query(`ALTER TABLE audit_entries DISABLE TRIGGER USER`);
    await database.pool.query(
      `UPDATE audit_entries SET actor = 'x' WHERE seq = (SELECT max(seq) FROM audit_entries)`,
    );
    await database.pool.query(`ALTER TABLE audit_entries ENABLE TRIGGER USER`);
    now += 100 * DAY;
    await new Retention({ pool: database.pool, keys, retentionDays: 1, clock, log }).close();
    expect(lines.at(-1)?.msg).toContain('could not be removed');
    await expect(verify()).rejects.toThrow('was changed');
  });

  const onPostgres = kind === postgresKind ? it : it.skip;

  onPostgres('seals rows in the order of their commits, and no writer waits for it', async () => {
    const [uncommitted] = rows(1);
    await inTransaction(database.pool, async (sealing) => {
      await sealing.query('SELECT pg_advisory_xact_lock(72707370)');
      await sealing.query('DELETE FROM audit_unsealed');
      await database.prisma.$transaction(
        async (tx) => {
          await writer.write(tx, [uncommitted!]);
          await write(1);
        },
        { timeout: 2_000 },
      );
      const { rows: waiting } = await database.pool.query('SELECT 1 FROM audit_unsealed');
      expect(waiting).toHaveLength(2);
    });
    await database.prisma.$transaction(async (tx) => {
      await writer.write(tx, rows(1));
      await write(1);
      await seal();
    });
    await seal();
    const { rows: blocks } = await database.pool.query<{ seqs: string[] }>(
      'SELECT seqs FROM audit_blocks ORDER BY number DESC LIMIT 2',
    );
    const [late, early] = blocks.map(({ seqs }) => seqs.map(Number));
    expect(late).toHaveLength(1);
    expect(early!.at(-1)).toBe(late![0]! + 1);
  });
});
