import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderInUseError, lockFolder } from '../../../src/shared/folder-lock';

const HOLDER = `
  const { lockFolder } = require(${JSON.stringify(join(__dirname, '../../../src/shared/folder-lock.ts'))});
  lockFolder(process.argv[1], 'test').then(
    () => process.stdout.write('locked\\n'),
    (error) => process.stdout.write(error.name + '\\n'),
  );
  setInterval(() => undefined, 1_000);
`;

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'ncw-gateway-lock-')), 'data');
});

afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => kill(child)));
  rmSync(join(folder, '..'), { recursive: true });
});

/** Another process that tries to take the folder, and what came of it. */
async function otherProcess(): Promise<{ child: ChildProcess; outcome: string }> {
  const child = spawn(process.execPath, ['-r', '@swc-node/register', '-e', HOLDER, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, outcome: line.toString().trim() };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function isFree(path = folder, purpose = 'test'): Promise<boolean> {
  try {
    const release = await lockFolder(path, purpose);
    await release();
    return true;
  } catch (error) {
    if (error instanceof FolderInUseError) return false;
    throw error;
  }
}

describe('the lock of a folder', () => {
  it('makes the folder, and refuses a second holder by its name', async () => {
    const release = await lockFolder(folder, 'test');
    await expect(lockFolder(folder, 'test')).rejects.toThrow(
      `the folder ${folder} is in use by another running process`,
    );
    await release();
  });

  it('is released by its holder', async () => {
    const release = await lockFolder(folder, 'test');
    expect(await isFree()).toBe(false);
    await release();
    expect(await isFree()).toBe(true);
  });

  it('is taken by one alone of many who try at once', async () => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 20 }, () => lockFolder(folder, 'test')),
    );
    const releases = attempts.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(releases).toHaveLength(1);
    await releases[0]?.();
  });

  it('is for one purpose and for one folder', async () => {
    const release = await lockFolder(folder, 'test');
    expect(await isFree(folder, 'another purpose')).toBe(true);
    expect(await isFree(join(folder, 'within'))).toBe(true);
    await release();
  });

  it('holds whatever name the folder is given', async () => {
    const release = await lockFolder(folder, 'test');
    const link = join(folder, '..', 'link');
    symlinkSync(folder, link);
    expect(await isFree(link)).toBe(false);
    const moved = join(folder, '..', 'moved');
    renameSync(folder, moved);
    expect(await isFree(moved)).toBe(false);
    mkdirSync(folder);
    expect(await isFree(folder)).toBe(true);
    await release();
  });

  it('keeps another process out, and is left behind by none that is killed', async () => {
    const release = await lockFolder(folder, 'test');
    expect((await otherProcess()).outcome).toBe('FolderInUseError');
    await release();

    const { child, outcome } = await otherProcess();
    expect(outcome).toBe('locked');
    expect(await isFree()).toBe(false);
    await kill(child);
    expect(await isFree()).toBe(true);
  });
});
