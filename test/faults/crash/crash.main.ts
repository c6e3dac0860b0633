import { parseArgs } from 'node:util';
import { embedded, postgresAt } from '../../support/databases';
import { runFireblocksOutages, type FireblocksOutageOptions } from './fireblocks-outages';
import { runKills } from './kills';
import type { LoadReport } from './load';
import { runOutages } from './outages';
import { runRollingRestart } from './rolling';

const SERVER_URL =
  process.env['TEST_DATABASE_URL'] ?? 'postgresql://postgres@127.0.0.1:5432/postgres';

type Weather = (options: FireblocksOutageOptions) => Promise<LoadReport>;

const WEATHERS = new Map<string, Weather>([
  ['kills', runKills],
  // These two need --postgres.
  ['rolling', runRollingRestart],
  ['outages', runOutages],
  ['fireblocks', runFireblocksOutages],
]);

/** Hundreds of rounds, which the suite has no time for. Exit code 1: something was not as promised. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      weather: { type: 'string', default: 'kills' },
      rounds: { type: 'string', default: '200' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      users: { type: 'string', default: '6' },
      /** How long each fault of Fireblocks lasts. */
      seconds: { type: 'string', default: '20' },
      postgres: { type: 'boolean', default: false },
    },
  });
  const kind = values.postgres ? postgresAt(SERVER_URL) : embedded;
  const seed = Number(values.seed);
  const run = WEATHERS.get(values.weather);
  if (!run) throw new Error(`--weather is one of ${[...WEATHERS.keys()].join(', ')}`);
  print(`${values.rounds} rounds of ${values.weather}, ${kind.name} database, --seed=${seed}`);
  const { wrongs, ...numbers } = await run({
    ...{ rounds: Number(values.rounds), users: Number(values.users), kind, seed },
    faultMs: Number(values.seconds) * 1_000,
    progress: print,
  });
  print(JSON.stringify(numbers));
  for (const wrong of wrongs) print(`WRONG: ${wrong}`);
  print(wrongs.length === 0 ? 'all as promised' : `${wrongs.length} wrongs, --seed=${seed}`);
  process.exitCode = wrongs.length === 0 ? 0 : 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

void main();
