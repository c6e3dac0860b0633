import { parseArgs } from 'node:util';
import { loadAuditConfig } from '../config';
import { openPool } from '../database/database';
import { inTransaction } from '../database/transaction';
import { ChainDamagedError } from './chain';
import { openAuditKeys } from './open-audit-keys';
import { verifyChain, type LoggedHead } from './verify-chain';

const USAGE =
  'usage: npm run --silent audit:verify [-- --head=<auditBlock>:<auditHead of its log line>]';

/** Exit codes: 1 for a damaged chain, 2 when it could not be verified. */
const EXIT = { damaged: 1, failure: 2 } as const;

/** Entry of `npm run audit:verify`: changes nothing, and names the first damage. */
async function main(): Promise<void> {
  const head = readHead();
  const { keys, dataDir, databaseUrl } = loadAuditConfig();
  const database = { dataDir, ...(databaseUrl === undefined ? {} : { url: databaseUrl }) };
  const handle = await openPool(database);
  try {
    const chain = await inTransaction(
      handle.pool,
      (connection) => verifyChain(connection, openAuditKeys(keys, dataDir), head),
      'ISOLATION LEVEL REPEATABLE READ READ ONLY',
    );
    const { number, mac } = chain.head;
    const keyLines = chain.keys.map(
      ({ id, from }) => `sealed with the key ${id} from block ${from}\n`,
    );
    process.stdout.write(
      `the audit chain is intact: ${chain.blocks} blocks with ${chain.rows} rows, ` +
        `${chain.unsealed} rows not sealed yet, head ${number}:${mac}\n${keyLines.join('')}`,
    );
  } finally {
    await handle.close();
  }
}

function readHead(): LoggedHead | undefined {
  const { values } = parseArgs({ options: { head: { type: 'string' } } });
  if (values.head === undefined) return undefined;
  const [, number, mac] = /^([1-9][0-9]{0,14}):([\w-]{43})$/.exec(values.head) ?? [];
  if (number === undefined || mac === undefined) throw new Error(`--head is malformed\n${USAGE}`);
  return { number: Number(number), mac };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof ChainDamagedError ? EXIT.damaged : EXIT.failure;
});
