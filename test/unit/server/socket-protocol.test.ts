import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buildSchema } from 'graphql';
import { makeServer, type Context } from 'graphql-ws';
import { WebSocket, WebSocketServer } from 'ws';
import { speakProtocol, type Connection } from '../../../src/server/socket-protocol';
import { createLogger } from '../../../src/shared/logger';

const INIT = '{"type":"connection_init"}';
const ASK = '{"type":"subscribe","id":"1","payload":{"query":"{ here }"}}';

/** What the server does when it is asked, and how. */
type Resolve = (args: unknown, context: Context<never, Connection>) => unknown;

describe('the protocol on a socket', () => {
  const lines: string[] = [];
  const log = createLogger('error', { write: (line) => void lines.push(line) });
  const clients: WebSocket[] = [];
  let said: jest.SpyInstance;
  let here: Resolve;
  let server: Server;
  let sockets: WebSocketServer;
  let close: () => Promise<void>;

  beforeEach(async () => {
    said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    here = () => 'yes';
    lines.length = 0;
    server = createServer();
    sockets = new WebSocketServer({ server });
    const protocol = makeServer<never, Connection>({
      schema: buildSchema('type Query { here: String }'),
      context: (context) => context,
      roots: { query: { here: (args: unknown, context: never) => here(args, context) } },
      onNext: (_context, id) => {
        if (id === 'fault') throw new Error('it broke');
      },
    });
    close = speakProtocol(sockets, protocol, log);
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.terminate();
    await close();
    server.close();
    expect(said).not.toHaveBeenCalled();
    said.mockRestore();
  });

  /** Introduced; the same socket as its client and as the server has it. */
  async function connect() {
    const { port } = server.address() as AddressInfo;
    const client = new WebSocket(`ws://127.0.0.1:${port}`, 'graphql-transport-ws');
    clients.push(client.on('error', () => undefined));
    const opened = once(sockets, 'connection') as Promise<[WebSocket, { socket: Socket }]>;
    const [socket, { socket: tcp }] = await opened;
    client.once('open', () => {
      client.send(INIT);
    });
    await once(client, 'message');
    return { client, socket, tcp };
  }

  async function closeOf(client: WebSocket): Promise<unknown[]> {
    const [code, reason] = (await once(client, 'close')) as [number, Buffer];
    return [code, reason.toString()];
  }

  it('answers', async () => {
    const { client } = await connect();
    client.send(ASK);
    const [answer] = (await once(client, 'message')) as [Buffer];
    expect(JSON.parse(answer.toString())).toMatchObject({ payload: { data: { here: 'yes' } } });
  });

  it('takes a client that goes while it is being answered for gone', async () => {
    const { client, socket, tcp } = await connect();
    const answers = jest.spyOn(socket, 'send');
    here = () => {
      tcp.destroy();
      // Node.js tells of it a moment later.
      expect(socket.readyState).toBe(WebSocket.OPEN);
      return 'too late';
    };
    client.send(ASK);
    await once(socket, 'close');
    expect(JSON.stringify(answers.mock.calls)).toContain('too late');
    expect(lines).toEqual([]);
  });

  it.each(['next', 'error', 'connection_ack'])('refuses a client that says "%s"', async (type) => {
    const { client } = await connect();
    client.send(
      JSON.stringify({ type, id: '1', payload: type === 'error' ? [{ message: 'x' }] : {} }),
    );
    expect(await closeOf(client)).toEqual([4400, 'Unexpected message']);
    expect(lines).toEqual([]);
  });

  it('logs what else goes wrong, and tells the client that it did', async () => {
    const { client } = await connect();
    client.send(ASK.replace('"1"', '"fault"'));
    expect(await closeOf(client)).toEqual([4500, 'Internal server error']);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('it broke');
  });

  it('logs an answer that cannot be sent to a client who is there', async () => {
    const { client, tcp } = await connect();
    jest.spyOn(tcp, 'write').mockImplementationOnce(() => true);
    jest.spyOn(tcp, 'write').mockImplementationOnce((_data, told: unknown) => {
      if (typeof told === 'function') Reflect.apply(told, tcp, [new Error('no room')]);
      return true;
    });
    client.send(ASK);
    await closeOf(client);
    expect(lines.join()).toContain('no room');
  });

  it('closes all sockets with 1001', async () => {
    const { client } = await connect();
    const closed = closeOf(client);
    await close();
    expect(await closed).toEqual([1001, 'Going away']);
  });
});
