import { mkdirSync, statSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from './digest';
import { hasCode } from './error-code';

/** Another process holds the folder. */
export class FolderInUseError extends Error {
  constructor(readonly folder: string) {
    super(`the folder ${folder} is in use by another running process`);
    this.name = 'FolderInUseError';
  }
}

/**
 * Takes a folder for this process alone; returns the release.
 *
 * The lock is a listening local socket named after the folder's inode. The operating system drops
 * it with the process, so neither a kill nor a reused process id can leave it behind, which a file
 * with a process id in it could. Linux (abstract sockets) and Windows (pipes) keep no file at all.
 * It does not reach across containers that share the folder.
 */
export async function lockFolder(folder: string, purpose: string): Promise<() => Promise<void>> {
  mkdirSync(folder, { recursive: true });
  const { dev, ino } = statSync(folder);
  const name = sha256(`${purpose}:${dev}:${ino}`).slice(0, 40);
  const server = await listenOnce(socketAddress(name), folder);
  return () =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
    });
}

function socketAddress(name: string): string {
  if (process.platform === 'linux') return `\0ncw-gateway-${name}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\ncw-gateway-${name}`;
  return join(tmpdir(), `ncw-gateway-${name}.sock`);
}

async function listenOnce(address: string, folder: string): Promise<Server> {
  try {
    return await listen(address);
  } catch (error) {
    if (!hasCode(error, 'EADDRINUSE')) throw error;
    if (!address.endsWith('.sock') || (await answers(address))) throw new FolderInUseError(folder);
    unlinkSync(address);
    return listen(address);
  }
}

function listen(address: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(address, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** A socket file that nobody answers on was left by a killed process. */
function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
