import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Seen {
  method: string;
  /** Request target as received. */
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export type Respond = (seen: Seen, response: ServerResponse, socket: Socket) => void;

export interface TestServer {
  origin: string;
  basePath: string;
  seen: Seen[];
  connections: () => number;
  /** Answers from here on. */
  respond(handler: Respond): void;
  close(): Promise<void>;
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Respond {
  return (_seen, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(status === 204 ? undefined : JSON.stringify(body));
  };
}

export function text(status: number, body: string, headers: Record<string, string> = {}): Respond {
  return (_seen, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };
}

/** A server on loopback that notes what it was asked. */
export async function startServer(handler: Respond = json(200, {})): Promise<TestServer> {
  const seen: Seen[] = [];
  let current = handler;
  let connections = 0;
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers, socket } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      seen.push(one);
      current(one, response, socket);
    });
  });
  // However long a test takes, no connection of it ends by itself.
  server.keepAliveTimeout = 600_000;
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    basePath: `${origin}/v1`,
    seen,
    connections: () => connections,
    respond: (next) => (current = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
