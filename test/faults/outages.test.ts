import { describeOnPostgres, postgresKind } from '../support/postgres';
import { runOutages } from './crash/outages';

describeOnPostgres('a PostgreSQL that ends every connection, and is away for seconds', () => {
  it('costs no request and no event, and nothing happens twice', async () => {
    const seed = Date.now() % 1_000_000;
    const report = await runOutages({ kind: postgresKind!, seed, rounds: 1, users: 4 });
    expect({ seed, wrongs: report.wrongs }).toEqual({ seed, wrongs: [] });
    // Both gateways have stayed up, and have told their clients to come back.
    expect(report.repeats['lost']).toBeUndefined();
    expect(report.repeats['UNAVAILABLE']).toBeGreaterThan(0);
    expect(report.transfers).toBeGreaterThan(0);
  });
});
