import { rmSync } from 'node:fs';
import { AuditKeys } from '../../src/audit/audit-keys';
import { toRow } from '../../src/audit/audit-row';
import { AuditWriter } from '../../src/audit/audit-writer';
import { Retention } from '../../src/audit/retention';
import { Sealer } from '../../src/audit/sealer';
import { verifyChain } from '../../src/audit/verify-chain';
import { openDatabase, type Database } from '../../src/database/database';
import { inTransaction } from '../../src/database/transaction';
import { createLogger } from '../../src/shared/logger';
import { databaseKinds } from '../support/databases';
import { temporaryFolder } from '../support/run-folder';

const FIRST = 'the first secret, of thirty-two characters';
const SECOND = 'the second secret, of thirty-two characters';
const first = new AuditKeys([FIRST]);
const second = new AuditKeys([SECOND, FIRST]);
const secondAlone = new AuditKeys([SECOND]);

const DAY = 24 * 60 * 60 * 1_000;
const occurrence = {
  ...{ actor: 'alice', action: 'assignDevice', method: null, walletId: null, deviceId: null },
  ...{ resourceId: null, outcome: 'SUCCEEDED' as const, reason: null, operationId: null },
  ...{ requestId: null, upstreamRequestIds: [], clientAddress: null },
};

describe.each(databaseKinds)('the audit chain whose key is replaced, on $name', (kind) => {
  const dataDir = temporaryFolder();
  const lines: string[] = [];
  const log = createLogger('info', { write: (line) => void lines.push(line) });
  let database: Database;
  let drop: () => Promise<void>;
  let now: number;

  beforeEach(async () => {
    const created = await kind.create();
    drop = created.drop;
    now = Date.UTC(2026, 0, 1);
    lines.length = 0;
    const url = created.settings['DATABASE_URL'];
    database = await openDatabase({ dataDir, ...(url === undefined ? {} : { url }) });
    await write(first);
    await seal(first);
  });
  afterEach(async () => {
    await database.close();
    await drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const clock = () => now;
  const write = (keys: AuditKeys) =>
    new AuditWriter(keys.current, () => undefined).write(database.prisma, [
      toRow(occurrence, new Date(now), 1),
    ]);
  const seal = (keys: AuditKeys) => new Sealer({ pool: database.pool, keys, clock, log }).close();
  const verify = (keys: AuditKeys) =>
    inTransaction(database.pool, (connection) => verifyChain(connection, keys));
  const needs = (keys: AuditKeys, block: number) =>
    `block ${block} of the audit chain says that the key ${keys.current.id} has sealed it`;

  it('goes on, with rows that either has made, and tells which key has sealed what', async () => {
    await write(first);
    await write(second);
    await seal(second);
    await write(second);
    expect(await verify(second)).toMatchObject({
      ...{ blocks: 2, rows: 3, unsealed: 1 },
      keys: [
        { id: first.current.id, from: 1 },
        { id: second.current.id, from: 2 },
      ],
    });
    const sealed = lines.map((line) => JSON.parse(line) as { auditKey?: string });
    expect(sealed.map(({ auditKey }) => auditKey)).toEqual([first.current.id, second.current.id]);
  });

  it('tells which key is missing, and goes on under none but one that knows the others', async () => {
    await write(second);
    await seal(secondAlone);
    expect(lines.at(-1)).toContain(needs(first, 1));
    await expect(verify(secondAlone)).rejects.toThrow(needs(first, 1));
    await seal(second);
    await expect(verify(secondAlone)).rejects.toThrow(needs(first, 1));
    await expect(verify(first)).rejects.toThrow(needs(second, 2));
    await write(first);
    await seal(first);
    expect(lines.at(-1)).toContain(needs(second, 2));
    expect(await verify(second)).toMatchObject({ blocks: 2, unsealed: 1 });
  });

  it('loses what the earlier key has sealed to retention, and needs that key no more', async () => {
    now += 40 * DAY;
    await write(second);
    await seal(second);
    const retention = { pool: database.pool, keys: second, retentionDays: 30, clock, log };
    await new Retention(retention).close();
    expect(await verify(secondAlone)).toMatchObject({ blocks: 1, rows: 1 });
  });

  it('is damaged where somebody with the earlier key has sealed again', async () => {
    await write(second);
    await seal(second);
    await write(first);
    await seal(new AuditKeys([FIRST, SECOND]));
    await expect(verify(second)).rejects.toThrow(
      `damaged: block 3 was sealed with the key ${first.current.id}, which was replaced before`,
    );
  });
});
