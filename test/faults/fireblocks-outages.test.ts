import { databaseKinds } from '../support/databases';
import { runFireblocksOutages } from './crash/fireblocks-outages';

/**
 * Each way to fail for a second; `npm run crash -- --weather=fireblocks` makes it minutes. On one
 * database: what it takes is the time of Fireblocks' timeouts, whichever it is.
 */
it.each(databaseKinds.slice(0, 1))(
  'a Fireblocks that fails in every way loses nothing and doubles nothing on $name',
  async (kind) => {
    const seed = Date.now() % 1_000_000;
    const report = await runFireblocksOutages({ kind, seed, rounds: 1, users: 4, faultMs: 1_000 });
    expect({ seed, wrongs: report.wrongs }).toEqual({ seed, wrongs: [] });
    expect(report.repeats['lost']).toBeUndefined();
    expect(report.repeats['UPSTREAM_UNAVAILABLE']).toBeGreaterThan(0);
    expect(report.transfers).toBeGreaterThan(0);
  },
);
