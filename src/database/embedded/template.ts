import { existsSync, readFileSync } from 'node:fs';
import { constants, cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** Beside the compiled sources, from where it goes with them when they are thrown away. */
const FOLDER = join(__dirname, '../../../dist');

const packageFile = z.object({ version: z.string() });

/**
 * A database as initdb leaves it. Initialising one takes PGlite many times longer than opening it,
 * and gives the same files each time, so that a copy of them is as good.
 */
export function templatePath(): string {
  const entry = require.resolve('@electric-sql/pglite');
  const text = readFileSync(join(dirname(entry), '../package.json'), 'utf8');
  const { version } = packageFile.parse(JSON.parse(text));
  return join(FOLDER, `embedded-database-${version}`);
}

/** Lets a folder that does not exist yet begin as a copy of the template, if there is one. */
export async function beginWithTemplate(pgdata: string): Promise<void> {
  const template = templatePath();
  if (existsSync(pgdata) || !existsSync(template)) return;
  await appearWhole(pgdata, (unfinished) =>
    cp(template, unfinished, { recursive: true, mode: constants.COPYFILE_FICLONE }),
  );
}

/** Makes a folder elsewhere and moves it in: a kill in the middle leaves no half of it. */
export async function appearWhole(
  folder: string,
  make: (unfinished: string) => Promise<void>,
): Promise<void> {
  const unfinished = await mkdtemp(`${folder}-`);
  try {
    await make(unfinished);
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
