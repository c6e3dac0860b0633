import { parseArgs } from 'node:util';
import { soak } from './soak';

/** Minutes by default, hours by `--minutes=180`. Exit code 1: something has grown or gone wrong. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '5' },
      users: { type: 'string', default: '12' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    },
  });
  const seed = Number(values.seed);
  print(`${values.minutes} minutes with ${values.users} users, --seed=${seed}`);
  const { before, after, wrongs, ...numbers } = await soak({
    ...{ seconds: Number(values.minutes) * 60, users: Number(values.users), seed },
    progress: print,
  });
  print(JSON.stringify(numbers));
  print(`before ${JSON.stringify(before)}\nafter  ${JSON.stringify(after)}`);
  for (const wrong of wrongs) print(`WRONG: ${wrong}`);
  print(wrongs.length === 0 ? 'flat' : `${wrongs.length} wrongs, --seed=${seed}`);
  process.exitCode = wrongs.length === 0 ? 0 : 1;
}

function print(line: string): void {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}

void main();
