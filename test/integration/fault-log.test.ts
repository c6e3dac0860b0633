import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { loadConfig } from '../../src/config';
import { startGateway, type Gateway } from '../../src/gateway';
import { createLogger } from '../../src/shared/logger';
import { databaseAccess, type RunSql } from '../support/database-access';
import { GraphQLCaller } from '../support/graphql-caller';
import { temporaryFolder } from '../support/run-folder';
import { TRANSPORTS } from '../support/transports';

const LOCATION = 'OTHER';
const REGISTER = `mutation Register($input: RegisterPassphraseInput!) {
  registerPassphrase(input: $input) { passphrase { id } }
}`;
const STATUS = `subscription Watch($walletId: ID!, $deviceId: ID) {
  signingStatus(walletId: $walletId, deviceId: $deviceId) { kind }
}`;

describe('the log line of an unexpected error', () => {
  const dataDir = temporaryFolder();
  const lines: string[] = [];
  let gateway: Gateway;
  let sql: RunSql;
  let token: string;
  let alice: GraphQLCaller;

  beforeAll(async () => {
    const config = loadConfig({ PORT: '0', SIMULATOR_PORT: '0', DATA_DIR: dataDir });
    const log = createLogger(config.logLevel, { write: (line) => void lines.push(line) });
    gateway = await startGateway(config, log);
    sql = databaseAccess(dataDir, undefined);
    token = await gateway.developmentIssuer!.mint({ sub: 'alice' });
    alice = new GraphQLCaller(gateway.url, token);
  });
  beforeEach(() => {
    lines.length = 0;
  });
  afterAll(async () => {
    await gateway.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** As a fault of the gateway that nobody has thought of. */
  async function without<Result>(table: string, work: () => Promise<Result>): Promise<Result> {
    await sql(`ALTER TABLE ${table} RENAME TO gone`);
    try {
      return await work();
    } finally {
      await sql(`ALTER TABLE gone RENAME TO ${table}`);
    }
  }

  /** The one line at this level with this request id, which is all that a client can name. */
  function lineOf(requestId: unknown): Record<string, unknown> {
    const found = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => line['level'] === 'error' && line['requestId'] === requestId);
    expect(found).toHaveLength(1);
    return found[0]!;
  }

  it.each(TRANSPORTS)('over %s tells whose it was and of what', async (_name, ask) => {
    const input = { passphraseId: randomUUID(), location: LOCATION };
    const { errors } = await without('passphrases', () =>
      ask(alice, { query: REGISTER, variables: { input } }),
    );
    const extensions = errors?.[0]?.extensions;
    expect(extensions?.['code']).toBe('INTERNAL_SERVER_ERROR');
    expect(lineOf(extensions?.['requestId'])).toMatchObject({
      msg: 'an operation failed',
      code: 'INTERNAL_SERVER_ERROR',
      type: 'mutation',
      field: 'registerPassphrase',
      operationName: 'Register',
      err: { stack: expect.stringContaining('passphrases.ts') as string },
    });
    for (const secret of [input.passphraseId, LOCATION, token]) {
      expect(lines.join('')).not.toContain(secret);
    }
  });

  it('tells of a stream that broke off, under the id of its operation', async () => {
    const walletId = await alice.createWallet();
    const deviceId = await alice.assignDevice(walletId);
    const [[, overSocket]] = TRANSPORTS.slice(1) as [(typeof TRANSPORTS)[number]];
    const variables = { walletId, deviceId };
    const { errors } = await without('transactions', () =>
      overSocket(alice, { query: STATUS, variables }),
    );
    const extensions = errors?.[0]?.extensions;
    expect(extensions?.['code']).toBe('INTERNAL_SERVER_ERROR');
    expect(lineOf(extensions?.['requestId'])).toMatchObject({
      type: 'subscription',
      field: 'signingStatus',
      operationName: 'Watch',
    });
    // The line that every operation has, of when it began.
    const begun = lines.find(
      (line) => line.includes('"msg":"operation"') && line.includes('signingStatus'),
    );
    expect(begun).toContain(String(extensions?.['requestId']));
  });

  it('holds no more of a name than a line can bear', async () => {
    const query = REGISTER.replace('Register(', `${'N'.repeat(1_000)}(`);
    const input = { passphraseId: randomUUID(), location: LOCATION };
    const { errors } = await without('passphrases', () => alice.send(query, { input }));
    expect(lineOf(errors[0]?.extensions.requestId)['operationName']).toBe('N'.repeat(64));
  });
});
