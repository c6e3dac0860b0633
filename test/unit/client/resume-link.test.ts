import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { GraphQLError } from 'graphql';
import { firstValueFrom, take, toArray } from 'rxjs';
import { WebSocket } from 'ws';
import { createGatewayClient } from '../../../src/client/gateway-client';
import { createGatewaySocket } from '../../../src/client/gateway-socket';
import { SigningStatusDocument } from '../../../src/client/generated/graphql';
import { startSigningStatusServer } from './signing-status-server';

const EVENTS = 60;
/** How the socket is lost behind which event: by force, or with a code of the gateway's. */
const DROPS = new Map<number, (socket: WebSocket) => void>([
  [
    7,
    (socket) => {
      socket.terminate();
    },
  ],
  [
    17,
    (socket) => {
      socket.close(1013, 'too slow');
    },
  ],
  [
    27,
    (socket) => {
      socket.close(4403, 'the token has expired');
    },
  ],
  [
    37,
    (socket) => {
      socket.terminate();
    },
  ],
  [
    47,
    (socket) => {
      socket.close(1012, 'restart');
    },
  ],
  [
    57,
    (socket) => {
      socket.close(1001, 'going away');
    },
  ],
]);

type Server = Awaited<ReturnType<typeof startSigningStatusServer>>;
let server: Server | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function startDropping(): Promise<Server> {
  const left = new Map(DROPS);
  return (server = await startSigningStatusServer({
    events: EVENTS,
    onEvent(seq, socket) {
      left.get(seq)?.(socket);
      left.delete(seq);
    },
  }));
}

let tokens = 0;
const getToken = (): Promise<string> => Promise.resolve(`token-${++tokens}`);

function connect({ url }: Server): ApolloClient {
  return createGatewayClient({ url, getToken, webSocketImpl: WebSocket });
}

/** The cursors that arrive, until the last event has. */
function follow(client: ApolloClient): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const seen: number[] = [];
    const subscription = client
      .subscribe({ query: SigningStatusDocument, variables: { walletId: 'w' } })
      .subscribe(({ data, error }) => {
        if (error) reject(new Error(error.message));
        seen.push(Number(data?.signingStatus.cursor));
        if (seen.at(-1) !== EVENTS) return;
        subscription.unsubscribe();
        resolve(seen);
      });
  });
}

const ALL = Array.from({ length: EVENTS }, (_, index) => index + 1);

describe('signingStatus over a socket that is lost six times', () => {
  it('brings every event once and in order', async () => {
    const dropping = await startDropping();
    expect(await follow(connect(dropping))).toEqual(ALL);
    expect(dropping.cursors).toHaveLength(1 + DROPS.size);
    expect(dropping.cursors[0]).toBeUndefined();
  });

  it('asks for a new token each time', async () => {
    const dropping = await startDropping();
    await follow(connect(dropping));
    expect(new Set(dropping.tokens).size).toBe(1 + DROPS.size);
  });

  it('without the link repeats events', async () => {
    const dropping = await startDropping();
    const { webSocketUrl } = dropping;
    const bare = new ApolloClient({
      cache: new InMemoryCache(),
      link: new GraphQLWsLink(
        createGatewaySocket({ url: webSocketUrl, getToken, webSocketImpl: WebSocket }),
      ),
    });
    const seen = await follow(bare);
    expect(new Set(seen).size).toBeLessThan(seen.length);
  });
});

function overloaded(): GraphQLError {
  const extensions = { code: 'OVERLOADED', retryable: true, retryAfterMs: 20 };
  return new GraphQLError('overloaded', { extensions });
}

describe('ResumeLink', () => {
  it('opens a stream again that the gateway could not open for now', async () => {
    const refusals = [overloaded()];
    server = await startSigningStatusServer({ events: EVENTS, refuse: () => refusals.pop() });
    expect(await follow(connect(server))).toEqual(ALL);
    expect(server.cursors).toHaveLength(2);
  });

  it('goes on behind the last event when the gateway had to end the stream', async () => {
    const failures = new Map([[21, overloaded()]]);
    server = await startSigningStatusServer({
      events: EVENTS,
      fail(seq) {
        const failure = failures.get(seq);
        failures.delete(seq);
        return failure;
      },
    });
    expect(await follow(connect(server))).toEqual(ALL);
    expect(server.cursors).toEqual([undefined, '20']);
  });

  it('asks again for an event of which a part could not be read for now', async () => {
    const failures = [overloaded(), overloaded()];
    server = await startSigningStatusServer({
      events: EVENTS,
      failTransaction: (seq) => (seq === 21 ? failures.pop() : undefined),
    });
    expect(await follow(connect(server))).toEqual(ALL);
    expect(server.cursors).toEqual([undefined, '20', '20']);
  });

  it('hands over an error that trying again cannot help', async () => {
    const refuse = () => new GraphQLError('no', { extensions: { code: 'NOT_FOUND' } });
    server = await startSigningStatusServer({ events: EVENTS, refuse });
    await expect(follow(connect(server))).rejects.toThrow('no');
    expect(server.cursors).toHaveLength(1);
  });

  it('leaves the variables of its caller alone', async () => {
    server = await startSigningStatusServer({ events: 3 });
    const variables = Object.freeze({ walletId: 'w' });
    const stream = connect(server).subscribe({ query: SigningStatusDocument, variables });
    await firstValueFrom(stream.pipe(take(3), toArray()));
    expect(variables).toEqual({ walletId: 'w' });
  });

  it.each([
    [
      'after: $variable',
      gql`
        subscription {
          signingStatus(walletId: "w") {
            cursor
          }
        }
      `,
    ],
    [
      'cursor',
      gql`
        subscription ($a: Cursor) {
          signingStatus(walletId: "w", after: $a) {
            kind
          }
        }
      `,
    ],
  ])('refuses a document without %s, which could not be resumed', async (missing, query) => {
    server = await startSigningStatusServer({ events: 3 });
    const { error } = await firstValueFrom(connect(server).subscribe({ query }));
    expect(error?.message).toContain(missing);
  });

  it('lets other subscriptions pass', async () => {
    server = await startSigningStatusServer({ events: 3 });
    const { error } = await firstValueFrom(
      connect(server).subscribe({
        query: gql`
          subscription {
            other
          }
        `,
      }),
    );
    expect(error?.message).toContain('Cannot query field "other"');
  });
});

describe('a gateway client', () => {
  it('gives the second of two equal subscriptions a stream from the start', async () => {
    server = await startSigningStatusServer({ events: EVENTS });
    const client = connect(server);
    const first = client.subscribe({ query: SigningStatusDocument, variables: { walletId: 'w' } });
    const open = await new Promise<{ unsubscribe(): void }>((resolve) => {
      const subscription = first.subscribe(({ data }) => {
        if (Number(data?.signingStatus.cursor) === EVENTS) resolve(subscription);
      });
    });
    expect(await follow(client)).toEqual(ALL);
    open.unsubscribe();
  });

  it('tries again when the token is refused, or cannot be had', async () => {
    const attempts = [
      () => Promise.resolve('expired'),
      () => Promise.reject(new Error('the identity provider is away')),
    ];
    server = await startSigningStatusServer({
      events: EVENTS,
      acceptsToken: (authorization) => authorization === 'Bearer good',
    });
    const client = createGatewayClient({
      url: server.url,
      getToken: () => attempts.shift()?.() ?? Promise.resolve('good'),
      webSocketImpl: WebSocket,
    });
    expect(await follow(client)).toEqual(ALL);
    expect(server.tokens).toEqual(['Bearer expired', 'Bearer good']);
  });

  it('connects when the gateway comes up later', async () => {
    const first = await startSigningStatusServer({ events: EVENTS });
    await first.close();
    const client = connect(first);
    const seen = follow(client);
    const { port } = new URL(first.url);
    server = await startSigningStatusServer({ events: EVENTS, port: Number(port) });
    expect(await seen).toEqual(ALL);
  });
});
