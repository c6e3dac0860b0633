import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatedWorkspace } from '../../src/simulator/workspace';

/** The environment variable in which the process that runs the suites names itself by its id. */
export const RUN = 'NCW_TEST_RUN';

/** In the folder of a run: a simulated workspace, whose keys all others have as well. */
export const KEYS_FOLDER = 'keys';

const PREFIX = 'ncw-gateway-test-';
const MEMORY = '/dev/shm';
const ROOM = 4 * 2 ** 30;

/** In memory, where the machine has enough: an embedded database has a thousand files. */
function base(): string {
  if (!existsSync(MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize > ROOM ? MEMORY : tmpdir();
}

export function currentRun(): string {
  return process.env[RUN] ?? String(process.pid);
}

/** Everything that this run keeps in files. */
export function runFolder(): string {
  return join(base(), `${PREFIX}${currentRun()}`);
}

/** Whether the process that ran those suites is gone. */
export function isDead(run: string): boolean {
  try {
    process.kill(Number(run), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

export function removeFoldersOfDeadRuns(): void {
  for (const folder of new Set([MEMORY, tmpdir()].filter(existsSync))) {
    for (const name of readdirSync(folder)) {
      const [, run] = /^ncw-gateway-test-(\d+)$/.exec(name) ?? [];
      if (run !== undefined && isDead(run)) rmSync(join(folder, name), { recursive: true });
    }
  }
}

export function emptyFolder(): string {
  mkdirSync(runFolder(), { recursive: true });
  return mkdtempSync(join(runFolder(), 'data-'));
}

/**
 * For the data of a gateway or of a simulator. The keys of its Fireblocks have been made for the whole
 * run, which takes a processor most of a second; who has them is somebody else each time.
 */
export function temporaryFolder(): string {
  const folder = emptyFolder();
  const made = join(runFolder(), KEYS_FOLDER, 'simulator/workspace.json');
  if (!existsSync(made)) return folder;
  const { admin, signer, ...rest } = JSON.parse(readFileSync(made, 'utf8')) as SimulatedWorkspace;
  const workspace: SimulatedWorkspace = {
    ...rest,
    ...{ workspaceId: randomUUID(), tenantId: randomUUID() },
    admin: { ...admin, apiKey: randomUUID() },
    signer: { ...signer, apiKey: randomUUID() },
    webhookV2Keys: rest.webhookV2Keys.map((key) => ({ ...key, kid: randomUUID() })),
  };
  mkdirSync(join(folder, 'simulator'), { mode: 0o700 });
  writeFileSync(join(folder, 'simulator/workspace.json'), JSON.stringify(workspace), {
    mode: 0o600,
  });
  return folder;
}
