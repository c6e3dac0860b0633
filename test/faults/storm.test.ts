import { databaseKinds } from '../support/databases';
import { runStorm } from './storm/run';

/** Two gateways share a PostgreSQL database, and the embedded one has one. */
const GATEWAYS = { embedded: 1, postgresql: 2 };

/** About ten deliveries each. `npm run storm` makes ten thousand of them. */
const TRANSACTIONS = Number(process.env['STORM_TRANSACTIONS'] ?? 120);

jest.setTimeout(900_000);

it.each(databaseKinds)(
  'a storm of webhooks in any order, some thrice, ends as the ordered stream does on $name',
  async (kind) => {
    const seed = Number(process.env['STORM_SEED'] ?? Date.now() % 1_000_000);
    const report = await runStorm({
      ...{ kind, seed, transactions: TRANSACTIONS, gateways: GATEWAYS[kind.name] },
    });
    if (process.env['STORM_TRANSACTIONS']) process.stdout.write(`${JSON.stringify(report)}\n`);
    expect({ seed, wrongs: report.wrongs }).toEqual({ seed, wrongs: [] });
    expect(Object.keys(report.answers)).toEqual(['200']);
    expect(report.deliveries).toBeGreaterThan(TRANSACTIONS);
    // What was told in order had something new to say, nearly always.
    expect(report.notifications['APPLIED']).toBeGreaterThan(0.9 * report.told);
    // Some came before their wallet was known here.
    expect(report.early).toBeGreaterThan(0);
    expect(report.notifications['FAILED']).toBeUndefined();
  },
);
