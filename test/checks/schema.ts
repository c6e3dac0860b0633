import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';
import { printApiSchema } from '../../src/graphql/print-schema';

const FILE = 'schema.graphql';

/** Fails when schema.graphql is not what the code declares, or breaks clients of the last release. */
async function main(): Promise<void> {
  const committed = readFileSync(FILE, 'utf8');
  if (committed !== printApiSchema()) {
    throw new Error(`${FILE} is not what the code declares: run "npm run codegen" and commit`);
  }
  const base = baseRevision();
  const changes = await diff(buildSchema(sdlAt(base) ?? committed), buildSchema(committed));
  const breaking = changes.filter(
    ({ criticality }) => criticality.level === CriticalityLevel.Breaking,
  );
  if (breaking.length === 0) return;
  const list = breaking.map(({ message }) => `  ${message}`).join('\n');
  throw new Error(`${FILE} breaks clients of ${base}:\n${list}`);
}

/** The newest release; before the first one, the last commit. */
function baseRevision(): string {
  const tag = git('describe', '--tags', '--abbrev=0', '--match', 'v*');
  return tag === undefined ? 'HEAD' : tag.trim();
}

function sdlAt(revision: string): string | undefined {
  return git('show', `${revision}:${FILE}`);
}

function git(...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
