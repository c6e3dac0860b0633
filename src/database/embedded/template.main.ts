import { existsSync } from 'node:fs';
import { appearWhole, templatePath } from './template';

/** Makes the template of embedded databases, once for each version of PGlite. */
async function main(): Promise<void> {
  const path = templatePath();
  if (existsSync(path)) return;
  process.stdout.write('Preparing the embedded database (once, some seconds) …\n');
  const { PGlite } = await import('@electric-sql/pglite');
  try {
    await appearWhole(path, async (unfinished) => {
      const database = await PGlite.create(unfinished);
      await database.close();
    });
  } catch (error) {
    // Another start was quicker.
    if (!existsSync(path)) throw error;
  }
}

void main();
