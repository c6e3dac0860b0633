import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPool } from '../../src/database/database';
import { databaseKinds } from '../support/databases';
import { GatewayProcess } from '../support/gateway-process';
import { NodeProcess, ROOT } from '../support/node-process';

describe.each(databaseKinds)('the command audit:verify on $name', (kind) => {
  let gateway: GatewayProcess;
  let head: string;
  let current: Record<string, string> = {};
  beforeAll(async () => {
    gateway = await GatewayProcess.start({}, kind);
    await (await gateway.as('alice')).createWallet();
    await gateway.kill('SIGTERM');
    const lines = gateway.process.stdout.match(/"auditBlock":\d+,"auditHead":"[^"]+"/g) ?? [];
    const { auditBlock, auditHead } = JSON.parse(`{${lines.at(-1) ?? ''}}`) as Record<
      string,
      string
    >;
    head = `${auditBlock ?? ''}:${auditHead ?? ''}`;
  });
  afterAll(() => gateway.remove());

  async function verify(parameters: string[] = [], settings: Record<string, string> = {}) {
    const all = { ...gateway.settings, ...settings };
    const command = new NodeProcess('audit/verify.main.js', all, parameters);
    const { code } = await command.ended;
    return { code, stdout: command.stdout, stderr: command.stderr };
  }

  function open() {
    const url = gateway.settings['DATABASE_URL'];
    return openPool({ dataDir: gateway.dataDir, ...(url ? { url } : {}) });
  }

  it('finds what a gateway has left intact, under the head that it has logged', async () => {
    const intact = await verify([`--head=${head}`]);
    expect(intact).toMatchObject({ code: 0, stderr: '' });
    expect(intact.stdout).toMatch(
      /^the audit chain is intact: \d blocks with [1-9]\d* rows, 0 rows/,
    );
    expect(intact.stdout).toContain(`head ${head}\n`);
  });

  it('says what it cannot do', async () => {
    expect(await verify(['--head=last'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--head is malformed') as string,
    });
    expect(await verify([], { NODE_ENV: 'production', DATABASE_URL: '' })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/AUDIT_KEY is missing: .+\nDATABASE_URL is missing/) as string,
    });
    const short = await verify([], { AUDIT_KEY: 'hunter2' });
    expect(short).toMatchObject({ code: 2, stdout: '' });
    expect(short.stderr).toBe(
      'AUDIT_KEY has a key that is too short; use 32 random characters or more, and commas only between keys\n',
    );
  });

  it('names the keys of a record whose key was replaced, and the one that is missing', async () => {
    const earlier = readFileSync(join(gateway.dataDir, 'audit.key'), 'utf8').trim();
    const next = randomBytes(32).toString('base64');
    current = { AUDIT_KEY: `${next},${earlier}` };
    await gateway.restart(current);
    await (await gateway.as('alice')).createWallet();
    await gateway.kill('SIGTERM');
    const intact = await verify([`--head=${head}`], current);
    expect(intact).toMatchObject({ code: 0, stderr: '' });
    const [, before] = /sealed with the key (\w{16}) from block 1\n/.exec(intact.stdout)!;
    expect(intact.stdout).toMatch(/sealed with the key \w{16} from block [2-9]\d*\n$/);
    const missing = await verify([], { AUDIT_KEY: next });
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toBe(
      `block 1 of the audit chain says that the key ${before!} has sealed it, which AUDIT_KEY does not name\n`,
    );
  });

  it('finds a record intact that was begun anew as README says, when its key was lost', async () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const [, anew] = /```sql\n(BEGIN;[^`]+COMMIT;)\n```/.exec(readme)!;
    const database = await open();
    await database.pool.query(anew!);
    await database.close();
    current = { AUDIT_KEY: randomBytes(32).toString('base64') };
    await gateway.restart(current);
    await (await gateway.as('alice')).createWallet();
    await gateway.kill('SIGTERM');
    const intact = await verify([], current);
    expect(intact).toMatchObject({ code: 0, stderr: '' });
    expect(intact.stdout).toMatch(
      /[1-9]\d* rows, 0 rows[^]+\nsealed with the key \w+ from block 1\n$/,
    );
  });

  it('names the row that somebody has changed in the database', async () => {
    const database = await open();
    await database.pool.query('ALTER TABLE audit_entries DISABLE TRIGGER USER');
    const second = 'SELECT seq FROM audit_entries ORDER BY seq LIMIT 1 OFFSET 1';
    const { rows } = await database.pool.query<{ seq: string }>(
      `UPDATE audit_entries SET actor = 'bob' WHERE seq = (${second}) RETURNING seq`,
    );
    await database.close();
    const damaged = await verify([], current);
    expect(damaged).toMatchObject({ code: 1, stdout: '' });
    const { seq } = rows[0]!;
    expect(damaged.stderr).toContain(`the audit chain is damaged: row ${seq} was changed`);
  });
});
