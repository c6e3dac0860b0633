import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';

/**
 * One simulator for a data directory. The hold is a listening loopback socket, whose port follows
 * from the directory: the kernel grants it to one process and takes it back at its death, so that
 * neither a kill nor a reused process id can leave it behind. The holder tells whoever connects
 * which directory it holds, since a stranger may happen to listen on the same port.
 */
const CANDIDATES = 5;
const FIRST_PORT = 20_000;
const PORTS = 10_000;
const ANSWER_WITHIN_MS = 500;

export interface Hold {
  release(): Promise<void>;
}

function candidatePorts(name: string): number[] {
  const digest = createHash('sha256').update(name).digest();
  return Array.from({ length: CANDIDATES }, (_, index) => {
    return FIRST_PORT + (digest.readUInt32BE(index * 4) % PORTS);
  });
}

function listen(port: number, name: string): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.end(name);
    });
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen(port, '127.0.0.1', () => {
      server.unref();
      resolve(server);
    });
  });
}

/** What the listener on the port calls itself; empty when nobody answers. */
function ask(port: number): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1');
    const finish = (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(ANSWER_WITHIN_MS, finish);
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => (answer += text));
    socket.on('error', finish);
    socket.on('close', finish);
  });
}

function release(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

/** @throws Error when another simulator, in this process or another, runs on the directory */
export async function holdDirectory(dataDir: string): Promise<Hold> {
  const directory = realpathSync(dataDir);
  const name = `ncw-simulator ${createHash('sha256').update(directory).digest('hex')}`;
  const ports = candidatePorts(name);
  for (const port of ports) {
    const server = await listen(port, name);
    if (!server) continue;
    const others = await Promise.all(ports.filter((other) => other !== port).map(ask));
    if (!others.includes(name)) return { release: () => release(server) };
    await release(server);
    break;
  }
  throw new Error(`Another simulator already runs on the data directory ${directory}.`);
}
