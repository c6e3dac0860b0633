import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { buildSchema, GraphQLError, type GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer, type WebSocket } from 'ws';

interface Options {
  /** Default: any. */
  port?: number;
  /** How many events the stream has; it then stays open. */
  events: number;
  /** Thrown instead of the event with this number. */
  fail?: (seq: number) => GraphQLError | undefined;
  /** Thrown where the event with this number tells the transaction. */
  failTransaction?: (seq: number) => GraphQLError | undefined;
  /** Called with each event's number just after it was handed to the socket's queue. */
  onEvent?: (seq: number, socket: WebSocket) => void;
  /** Thrown when a subscription opens. */
  refuse?: () => GraphQLError | undefined;
  /** Sockets with another token are closed with 4403. */
  acceptsToken?: (authorization: unknown) => boolean;
}

/** The gateway's stream as far as its cursors go: without `after` it begins at event 1. */
export async function startSigningStatusServer(options: Options) {
  const cursors: (string | undefined)[] = [];
  const tokens: unknown[] = [];
  const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
  const sockets = new WebSocketServer({
    port: options.port ?? 0,
    host: '127.0.0.1',
    path: '/graphql',
  });
  let current: WebSocket | undefined;

  subscribeWith(schema, async function* ({ after }) {
    cursors.push(after);
    const refusal = options.refuse?.();
    if (refusal) throw refusal;
    const socket = current!;
    for (let seq = Number(after ?? 0) + 1; seq <= options.events; seq++) {
      if (socket.readyState !== socket.OPEN) return;
      const failure = options.fail?.(seq);
      if (failure) throw failure;
      const unreadable = options.failTransaction?.(seq);
      yield {
        signingStatus: {
          cursor: String(seq),
          kind: 'STATUS',
          transactionId: 'tx',
          status: 'QUEUED',
          transaction: () => {
            if (unreadable) throw unreadable;
            return null;
          },
        },
      };
      options.onEvent?.(seq, socket);
      if (seq % 5 === 0) await delay(1);
    }
    await once(socket, 'close');
  });
  const disposable = useServer(
    {
      schema,
      onConnect({ connectionParams, extra }) {
        current = extra.socket;
        const token = connectionParams?.['authorization'];
        tokens.push(token);
        if (options.acceptsToken?.(token) ?? true) return true;
        extra.socket.close(4403, 'the token has expired');
        return false;
      },
    },
    sockets,
  );
  await once(sockets, 'listening');
  const { port } = sockets.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    webSocketUrl: `ws://127.0.0.1:${port}/graphql`,
    /** `after` of each subscription, in order. */
    cursors,
    /** `authorization` of each socket, in order. */
    tokens,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      await disposable.dispose();
    },
  };
}

/** graphql-js takes a subscription's refusal from the promise, not from the first event. */
function subscribeWith(
  schema: GraphQLSchema,
  stream: (args: { after?: string }) => AsyncGenerator,
): void {
  const field = schema.getSubscriptionType()!.getFields()['signingStatus']!;
  field.subscribe = async (_root, args: { after?: string }) => {
    const events = stream(args);
    const first = await events.next();
    return (async function* () {
      if (first.done) return;
      yield first.value;
      yield* events;
    })();
  };
}
