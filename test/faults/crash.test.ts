import { databaseKinds } from '../support/databases';
import { runKills } from './crash/kills';

/** A few kills; `npm run crash` does hundreds. */
it.each(databaseKinds)(
  'loses nothing and does nothing twice when it is killed under load on $name',
  async (kind) => {
    const seed = Date.now() % 1_000_000;
    const report = await runKills({ kind, seed, rounds: 3, users: 4 });
    expect({ seed, wrongs: report.wrongs }).toEqual({ seed, wrongs: [] });
    expect(report.transfers).toBeGreaterThan(0);
    expect(report.repeats['lost']).toBeGreaterThan(0);
  },
);
