import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

export const ROOT = join(__dirname, '../..');

const DIE_WITH_PARENT = join(__dirname, 'die-with-parent.cjs');

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

const running = new Set<NodeProcess>();

// Whoever imports this file starts processes: none of them survives its test file. (A command that
// is no test ends them with itself, through the preloaded file.)
if ('afterAll' in globalThis) {
  afterAll(async () => {
    await Promise.all([...running].map((process) => process.kill('SIGKILL')));
  });
}

/** A compiled entry of the project as a process of its own, and what it says. */
export class NodeProcess {
  stdout = '';
  stderr = '';
  readonly startedAt = Date.now();
  /** How it ended; undefined while it runs. */
  exit: Exit | undefined;
  readonly ended: Promise<Exit>;
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly onOutput = new Set<() => void>();

  /**
   * @param entry below `dist`, such as `main.js`
   * @param settings its whole environment beside PATH and HOME
   */
  constructor(
    readonly entry: string,
    settings: Record<string, string>,
    parameters: readonly string[] = [],
  ) {
    const { PATH = '', HOME = '' } = process.env;
    this.child = spawn(
      process.execPath,
      ['--require', DIE_WITH_PARENT, join(ROOT, 'dist', entry), ...parameters],
      { cwd: ROOT, env: { PATH, HOME, ...settings }, stdio: ['pipe', 'pipe', 'pipe'] },
    );
    running.add(this);
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.tell();
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.tell();
    });
    // `close` comes after the last output, which `exit` does not.
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        this.exit = { code, signal };
        running.delete(this);
        resolve(this.exit);
        this.tell();
      });
    });
  }

  /** Waits until the standard output matches; throws when it ends or the time is up before that. */
  async says(pattern: RegExp, timeoutMs = 90_000): Promise<RegExpExecArray> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const match = pattern.exec(this.stdout);
      if (match) return match;
      if (this.exit) throw new Error(`${this.entry} ended instead: ${this.describe()}`);
      if (Date.now() > deadline) throw new Error(`${this.entry} is silent: ${this.describe()}`);
      await this.nextOutput(deadline - Date.now());
    }
  }

  /** Sends a signal that does not end it. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends the signal and waits for the end. */
  async kill(signal: NodeJS.Signals): Promise<Exit> {
    this.child.kill(signal);
    return this.ended;
  }

  describe(): string {
    return JSON.stringify({ exit: this.exit, stdout: this.stdout, stderr: this.stderr }, null, 1);
  }

  private tell(): void {
    for (const listener of this.onOutput) listener();
  }

  private nextOutput(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.onOutput.delete(end);
        resolve();
      };
      const timer = setTimeout(end, timeoutMs + 1);
      this.onOutput.add(end);
    });
  }
}

/** A port that was free a moment ago, for a process that must come back on the same one. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
