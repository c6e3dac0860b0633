import { rmSync } from 'node:fs';
import { openDatabase } from '../../../src/database/database';
import { createLogger } from '../../../src/shared/logger';
import { temporaryFolder } from '../../support/run-folder';

it('The log line of a call that Prisma finds wrong says what is wrong, and holds none of its values', async () => {
  const dataDir = temporaryFolder();
  const database = await openDatabase({ dataDir });
  const wrong = { id: 42 as unknown as string, ownerId: 'hunter2' };
  const err = await database.prisma.passphrase.findFirst({ where: wrong }).catch((e: unknown) => e);
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
  const lines: string[] = [];
  createLogger('error', { write: (line) => void lines.push(line) }).error({ err }, 'it');
  expect(String(err)).toContain('hunter2');
  expect(lines.join('')).not.toContain('hunter2');
  const told = (JSON.parse(lines[0]!) as { err: Record<string, string> }).err;
  expect(told['type']).toBe('PrismaClientValidationError');
  expect(told['message']).toMatch(/^Argument `id`: Invalid value provided/);
  expect(told['stack']).toMatch(/^PrismaClientValidationError: Argument `id`.*\n +at /);
});
