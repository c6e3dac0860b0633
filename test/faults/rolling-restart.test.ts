import { describeOnPostgres, postgresKind } from '../support/postgres';
import { runRollingRestart } from './crash/rolling';

describeOnPostgres('two gateways on one PostgreSQL that are restarted in turns', () => {
  it('lose no request and no event under load', async () => {
    const seed = Date.now() % 1_000_000;
    const report = await runRollingRestart({ kind: postgresKind!, seed, rounds: 1, users: 4 });
    const { wrongs, broken } = report;
    expect({ seed, wrongs, broken }).toEqual({ seed, wrongs: [], broken: [] });
    expect(report.repeats['lost']).toBeUndefined();
    expect(report.transfers).toBeGreaterThan(0);
    // Streams were cut, and went on elsewhere.
    expect(report.sockets).toBeGreaterThan(report.streams);
  });
});
