import {
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 50;
/** On a busy machine a look may be old: what is older is not relied on. */
const STALE_MS = 300;

/**
 * What stands in front of several gateways: it asks each for `/readyz`, sends a request to one that
 * is ready, and to another one where nobody listens, since nothing was sent then. It repeats nothing.
 */
export class LoadBalancer {
  /** Requests that were cut off, and those for which no gateway listened. */
  readonly broken: string[] = [];
  sockets = 0;
  private readonly server: Server;
  private readonly open = new Set<Duplex>();
  /** When each was last asked, if it said that it was ready. */
  private readonly ready = new Map<string, number>();
  private turn = 0;
  private closed = false;

  private constructor(private readonly backends: readonly string[]) {
    this.server = createServer((incoming, response) => void this.forward(incoming, response));
    this.server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
      this.tunnel(incoming, socket, head);
    });
  }

  /** @param backends addresses such as `http://127.0.0.1:4000` */
  static async start(backends: readonly string[]): Promise<LoadBalancer> {
    const balancer = new LoadBalancer(backends);
    await Promise.all(backends.map((backend) => balancer.look(backend)));
    for (const backend of backends) void balancer.keepLooking(backend);
    await new Promise<void>((resolve) => balancer.server.listen(0, '127.0.0.1', resolve));
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.closed = true;
    for (const socket of this.open) socket.destroy();
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Each by itself: one that is slow to answer does not keep another's answer. */
  private async keepLooking(backend: string): Promise<void> {
    while (!this.closed) {
      await sleep(LOOK_EVERY_MS);
      await this.look(backend);
    }
  }

  private async look(backend: string): Promise<void> {
    const askedAt = performance.now();
    if (await isReady(backend)) this.ready.set(backend, askedAt);
    else this.ready.delete(backend);
  }

  private async refresh(): Promise<void> {
    const now = performance.now();
    const stale = [...this.ready].filter(([, askedAt]) => now - askedAt > STALE_MS);
    await Promise.all(stale.map(([backend]) => this.look(backend)));
  }

  /** The ready ones, or all where none is, since one may be right after all; the next in turn first. */
  private choices(): string[] {
    const choices = this.ready.size > 0 ? [...this.ready.keys()] : this.backends;
    const first = this.turn++ % choices.length;
    return [...choices.slice(first), ...choices.slice(0, first)];
  }

  private async forward(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    let reason = 'no gateway listens';
    await this.refresh();
    for (const backend of this.choices()) {
      const failure = await pass(backend, incoming, body, response);
      if (failure === undefined) return;
      reason = failure;
      if (failure !== 'ECONNREFUSED') break;
    }
    this.broken.push(`${incoming.method ?? ''} ${incoming.url ?? ''}: ${reason}`);
    response.writeHead(502).end();
  }

  private tunnel({ method, url, rawHeaders }: IncomingMessage, socket: Socket, head: Buffer): void {
    const [backend] = this.choices();
    if (backend === undefined) {
      socket.destroy();
      return;
    }
    this.sockets += 1;
    const { hostname, port } = new URL(backend);
    const upstream = connect(Number(port), hostname, () => {
      const pairs = Array.from({ length: rawHeaders.length / 2 }, (_, at) =>
        rawHeaders.slice(2 * at, 2 * at + 2).join(': '),
      );
      upstream.write(`${[`${method ?? ''} ${url ?? ''} HTTP/1.1`, ...pairs].join('\r\n')}\r\n\r\n`);
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    for (const each of [socket, upstream]) {
      this.open.add(each);
      each
        .on('error', () => undefined)
        .on('close', () => {
          this.open.delete(each);
          socket.destroy();
          upstream.destroy();
        });
    }
  }
}

async function isReady(backend: string): Promise<boolean> {
  try {
    const { ok } = await fetch(`${backend}/readyz`, { headers: { connection: 'close' } });
    return ok;
  } catch {
    return false;
  }
}

/** Undefined when it was answered; else the error's code, with nothing of an answer passed on. */
function pass(
  backend: string,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    // A connection for each request: none is closed by a gateway that stops just as it is used again.
    const sent = request(
      `${backend}${url ?? ''}`,
      { method, headers: { ...headers, connection: 'close' }, agent: false },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        answer.once('end', () => {
          resolve(undefined);
        });
        answer.once('error', () => {
          response.destroy();
          resolve(undefined);
        });
      },
    );
    sent.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
    sent.end(body);
  });
}
