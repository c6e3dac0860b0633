import { spawn } from 'node:child_process';
import fs, { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from '../../src/shared/error-code';
import { temporaryFolder } from './run-folder';

/** A disk that a test can fill. */
export interface SmallDisk {
  folder: string;
  /** Whether it is one, or whether this process only believes it full. */
  real: boolean;
  fill: () => void;
  empty: () => void;
  remove: () => void;
}

/**
 * A file system of its own in memory, in a namespace of its own, which needs no rights. Where the
 * machine has no such thing, this process is told that its disk is full.
 */
export async function smallDisk(megabytes: number): Promise<SmallDisk> {
  return (await mounted(megabytes)) ?? believedDisk();
}

async function mounted(megabytes: number): Promise<SmallDisk | undefined> {
  const script = `mount -t tmpfs -o size=${megabytes}m tmpfs /mnt && echo mounted && exec cat`;
  const keeper = spawn('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', script], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const isMounted = await new Promise<boolean>((resolve) => {
    keeper.stdout.once('data', () => {
      resolve(true);
    });
    keeper.once('error', () => {
      resolve(false);
    });
    keeper.once('exit', () => {
      resolve(false);
    });
  });
  if (!isMounted || keeper.pid === undefined) return undefined;
  const mount = `/proc/${keeper.pid}/root/mnt`;
  const folder = join(mount, 'data');
  mkdirSync(folder);
  const filler = join(mount, 'filler');
  return {
    ...{ folder, real: true },
    fill() {
      const { bavail, bsize } = statfsSync(mount);
      try {
        writeFileSync(filler, Buffer.alloc(bavail * bsize));
      } catch (error) {
        // Somebody else has written meanwhile: it is as full as it was to be.
        if (!hasCode(error, 'ENOSPC')) throw error;
      }
    },
    empty() {
      rmSync(filler);
    },
    remove() {
      keeper.kill('SIGKILL');
    },
  };
}

/** Full when this process is told so. */
export function believedDisk(): SmallDisk {
  const folder = temporaryFolder();
  const look = fs.statfsSync;
  return {
    ...{ folder, real: false },
    fill() {
      Object.assign(fs, { statfsSync: () => ({ bavail: 0, bsize: 4_096 }) });
    },
    empty() {
      Object.assign(fs, { statfsSync: look });
    },
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
