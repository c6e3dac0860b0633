import type { ApolloClient } from '@apollo/client';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { createGatewayClient } from '../../../src/client/gateway-client';
import { createMessagesHandler, RelayError } from '../../../src/client/messages-handler';

interface Answer {
  status?: number;
  type?: string;
  body: string;
}

let answer: Answer;
let asked: { authorization: string | undefined; body: { variables: unknown } }[];
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push({ authorization: request.headers.authorization, body: JSON.parse(body) });
      response.writeHead(answer.status ?? 200, { 'content-type': answer.type ?? GRAPHQL });
      response.end(answer.body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});

beforeEach(() => {
  asked = [];
});

afterAll(() => server.close());

const GRAPHQL = 'application/graphql-response+json';
const MESSAGE = '{"method":"poll_mpc_msg","headers":{"n":1.0},"params":[{"txId":"\\u00e4"}]}';

function handler(configure?: (client: ApolloClient) => void) {
  const client = createGatewayClient({
    url,
    getToken: () => Promise.resolve('secret'),
    webSocketImpl: WebSocket,
  });
  configure?.(client);
  return createMessagesHandler({ client, walletId: 'w1', deviceId: 'd1' });
}

function relayed(response: unknown): Answer {
  return {
    body: JSON.stringify({ data: { relayRpc: { __typename: 'RelayRpcPayload', response } } }),
  };
}

function failed(extensions: object, status = 200, type = GRAPHQL): Answer {
  const errors = [{ message: 'sorry', path: ['relayRpc'], extensions }];
  return { status, type, body: JSON.stringify({ errors, data: { relayRpc: null } }) };
}

async function rejection(): Promise<RelayError> {
  const error: unknown = await handler()
    .handleOutgoingMessage(MESSAGE)
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RelayError);
  return error as RelayError;
}

describe('handleOutgoingMessage', () => {
  it.each([
    ['a result', { result: { type: 'x', rawMessage: 'jwt', __typename: 'kept', list: [null, 0] } }],
    ['nothing yet', {}],
    ['an error of Fireblocks', { error: { message: 'Unexpected physicalDeviceId', code: 1001 } }],
    ['an array', { result: [] }],
  ])('resolves with %s exactly', async (_what, response) => {
    answer = relayed(response);
    expect(await handler().handleOutgoingMessage(MESSAGE)).toStrictEqual(response);
  });

  it('sends the message unchanged, with the token, over HTTP', async () => {
    answer = relayed({});
    await handler().handleOutgoingMessage(MESSAGE);
    expect(asked).toEqual([
      {
        authorization: 'Bearer secret',
        body: expect.objectContaining({
          operationName: 'RelayRpc',
          variables: { input: { walletId: 'w1', deviceId: 'd1', payload: MESSAGE } },
        }),
      },
    ]);
  });

  it('sends equal messages each time, also at the same time', async () => {
    answer = relayed({});
    const messages = handler();
    const send = () => messages.handleOutgoingMessage(MESSAGE);
    await Promise.all([send(), send()]);
    await send();
    expect(asked).toHaveLength(3);
  });

  it('keeps nothing in the cache', async () => {
    answer = relayed({ result: 'key share' });
    let extract = (): unknown => undefined;
    const messages = handler((client) => {
      extract = () => client.cache.extract();
    });
    await messages.handleOutgoingMessage(MESSAGE);
    expect(extract()).toEqual({});
  });

  it.each([
    [
      'with status 200',
      failed({ code: 'RATE_LIMITED', retryable: true, retryAfterMs: 900, requestId: 'r' }),
    ],
    [
      'with its status',
      failed({ code: 'RATE_LIMITED', retryable: true, retryAfterMs: 900, requestId: 'r' }, 429),
    ],
    [
      'as plain JSON',
      failed(
        { code: 'RATE_LIMITED', retryable: true, retryAfterMs: 900, requestId: 'r' },
        429,
        'application/json',
      ),
    ],
  ])('rejects with what the gateway said, %s', async (_how, refusal) => {
    answer = refusal;
    expect(await rejection()).toMatchObject({
      name: 'RelayError',
      code: 'RATE_LIMITED',
      retryable: true,
      retryAfterMs: 900,
      requestId: 'r',
      message: expect.stringMatching(/not relayed: .*\(RATE_LIMITED\)$/),
      cause: expect.any(Error),
    });
  });

  it('rejects where the client’s defaults would hide errors', async () => {
    answer = failed({ code: 'DEVICE_DISABLED', retryable: false });
    const lenient = handler((client) => {
      Object.assign(client, { defaultOptions: { mutate: { errorPolicy: 'all' } } });
    });
    await expect(lenient.handleOutgoingMessage(MESSAGE)).rejects.toMatchObject({
      code: 'DEVICE_DISABLED',
      retryable: false,
    });
  });

  it('rejects when there is no answer in the answer', async () => {
    answer = { body: '{"data":{"relayRpc":null}}' };
    expect(await rejection()).toMatchObject({ code: undefined });
  });

  it.each([
    [502, true],
    [403, false],
  ])('judges a %i of a proxy: retryable %p', async (status, retryable) => {
    answer = { status, type: 'text/html', body: '<html></html>' };
    expect(await rejection()).toMatchObject({ code: undefined, retryable });
  });

  it('rejects when the network is away', async () => {
    const client = createGatewayClient({
      url: 'http://127.0.0.1:1/graphql',
      getToken: () => Promise.resolve(undefined),
      webSocketImpl: WebSocket,
    });
    const away = createMessagesHandler({ client, walletId: 'w1', deviceId: 'd1' });
    await expect(away.handleOutgoingMessage(MESSAGE)).rejects.toMatchObject({
      name: 'RelayError',
      code: undefined,
      retryable: true,
    });
  });
});
