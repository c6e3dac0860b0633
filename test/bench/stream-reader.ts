import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { GraphQLCaller } from '../support/graphql-caller';

const SUBSCRIPTION =
  'subscription ($walletId: ID!) { signingStatus(walletId: $walletId) { kind transactionId } }';

/** More than the buffers of both ends hold. */
const PINGS = 64;
const FILLING = 'x'.repeat(256 * 1024);

interface Event {
  signingStatus: { kind: string; transactionId: string | null };
}

/** Told of each event, when it was heard (`performance.now()`). */
export type Heard = (transactionId: string, at: number) => void;

/** A subscriber on a socket of its own, which can stop to read. */
export class StreamReader {
  private constructor(private readonly socket: WebSocket) {}

  static async open(caller: GraphQLCaller, walletId: string, heard: Heard): Promise<StreamReader> {
    let socket: WebSocket | undefined;
    const client = createClient({
      url: `${caller.url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization: `Bearer ${caller.token ?? ''}` },
      on: {
        opened(opened) {
          if (opened instanceof WebSocket) socket = opened;
        },
      },
    });
    await new Promise<void>((resolve, reject) => {
      client.subscribe<Event>(
        { query: SUBSCRIPTION, variables: { walletId } },
        {
          next: ({ data }) => {
            const at = performance.now();
            const { kind, transactionId } = data?.signingStatus ?? {};
            if (kind === 'SNAPSHOT_END') resolve();
            if (kind === 'STATUS' && transactionId) heard(transactionId, at);
          },
          error: reject,
          complete: () => undefined,
        },
      );
    });
    if (!socket) throw new Error('the stream has no socket');
    return new StreamReader(socket);
  }

  /** Takes nothing more, having asked for more than its connection holds. */
  pause(): void {
    this.socket.pause();
    for (let sent = 0; sent < PINGS; sent += 1) {
      this.socket.send(JSON.stringify({ type: 'ping', payload: { filling: FILLING } }));
    }
  }

  end(): void {
    this.socket.terminate();
  }
}
