import { openPool } from '../../src/database/database';
import { databaseKinds } from '../support/databases';
import { GatewayProcess } from '../support/gateway-process';
import { NodeProcess } from '../support/node-process';

describe.each(databaseKinds)('the command audit:verify on $name', (kind) => {
  let gateway: GatewayProcess;
  let head: string;
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
    expect(short.stderr).toBe('AUDIT_KEY is too short; use 32 random characters or more\n');
  });

  it('names the row that somebody has changed in the database', async () => {
    const url = gateway.settings['DATABASE_URL'];
    const database = await openPool({ dataDir: gateway.dataDir, ...(url ? { url } : {}) });
    await database.pool.query('ALTER TABLE audit_entries DISABLE TRIGGER USER');
    await database.pool.query(`UPDATE audit_entries SET actor = 'bob' WHERE seq = 2`);
    await database.close();
    const damaged = await verify();
    expect(damaged).toMatchObject({ code: 1, stdout: '' });
    expect(damaged.stderr).toMatch(/^the audit chain is damaged: row 2 was changed/);
  });
});
