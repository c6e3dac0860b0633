import { randomUUID } from 'node:crypto';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { answerOf } from './given-time';

export interface Answer<Data = Record<string, never>> {
  status: number;
  headers: Headers;
  data: Data | null | undefined;
  errors: AnswerError[];
  extensions?: Record<string, unknown>;
}

export interface AnswerError {
  message: string;
  path?: (string | number)[];
  extensions: { code: string; requestId: string; retryable: boolean; retryAfterMs?: number };
}

/** A caller over plain HTTP and over graphql-ws, with nothing of Apollo's client in between. */
export class GraphQLCaller {
  constructor(
    readonly url: string,
    readonly token: string | undefined,
  ) {}

  async send<Data = Record<string, never>>(
    query: string,
    variables: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer<Data>> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as {
      data?: Data | null;
      errors?: AnswerError[];
      extensions?: Record<string, unknown>;
    };
    return {
      status: response.status,
      headers: response.headers,
      data: body.data,
      errors: body.errors ?? [],
      ...(body.extensions ? { extensions: body.extensions } : {}),
    };
  }

  /** The data of an operation that must succeed. */
  async expectData<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const { data, errors } = await this.send<Data>(query, variables);
    if (errors.length > 0 || !data) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** The first error of an operation that must fail. */
  async expectError(
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<AnswerError & { status: number }> {
    const { data, errors, status } = await this.send(query, variables);
    const [error] = errors;
    if (!error) throw new Error(`expected an error, got ${JSON.stringify(data)}`);
    return { ...error, status };
  }

  async createWallet(key: string = randomUUID()): Promise<string> {
    const { createWallet } = await this.expectData<{ createWallet: { wallet: { id: string } } }>(
      'mutation ($input: CreateWalletInput!) { createWallet(input: $input) { wallet { id } } }',
      { input: { idempotencyKey: key } },
    );
    return createWallet.wallet.id;
  }

  async assignDevice(walletId: string, deviceId: string = randomUUID()): Promise<string> {
    await this.expectData(
      'mutation ($input: AssignDeviceInput!) { assignDevice(input: $input) { device { id } } }',
      { input: { walletId, deviceId } },
    );
    return deviceId;
  }

  /** A transfer of a little ETH_TEST5 to a one-time address. */
  async createTransaction(walletId: string, key: string = randomUUID()): Promise<string> {
    const { createTransaction } = await this.expectData<{
      createTransaction: { transaction: { id: string } };
    }>(
      'mutation ($input: CreateTransactionInput!) { createTransaction(input: $input) { transaction { id } } }',
      {
        input: {
          idempotencyKey: key,
          walletId,
          assetId: 'ETH_TEST5',
          amount: '0.001',
          destination: { type: 'ONE_TIME_ADDRESS', address: `0x${'ab'.repeat(20)}` },
        },
      },
    );
    return createTransaction.transaction.id;
  }

  /** Waits until a transaction of the caller's has a status; answers when it has. */
  async transactionReaches(id: string, status: string, withinMs = 60_000): Promise<void> {
    let seen = 'unknown';
    const reached = await answerOf(async () => {
      const { transaction } = await this.expectData<{ transaction: { status: string } | null }>(
        'query ($id: ID!) { transaction(id: $id) { status } }',
        { id },
      );
      seen = transaction?.status ?? seen;
      return seen === status || undefined;
    }, withinMs);
    if (!reached) throw new Error(`${id} is ${seen}, not ${status}`);
  }

  /** A connection to a dApp that waits for its approval. */
  async createWeb3Connection(walletId: string, key: string = randomUUID()): Promise<string> {
    const { createWeb3Connection } = await this.expectData<{
      createWeb3Connection: { connection: { id: string } };
    }>(
      'mutation ($input: CreateWeb3ConnectionInput!) { createWeb3Connection(input: $input) { connection { id } } }',
      { input: { idempotencyKey: key, walletId, uri: CONNECT_URI } },
    );
    return createWeb3Connection.connection.id;
  }

  async relay(walletId: string, deviceId: string, message: unknown): Promise<unknown> {
    const { relayRpc } = await this.expectData<{ relayRpc: { response: unknown } }>(RELAY, {
      input: { walletId, deviceId, payload: JSON.stringify(message) },
    });
    return relayRpc.response;
  }

  /** A graphql-ws client; dispose it. */
  socket(): Client {
    return createClient({
      url: `${this.url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      ...(this.token === undefined
        ? {}
        : { connectionParams: { authorization: `Bearer ${this.token}` } }),
    });
  }
}

export const CONNECT_URI = `wc:${'0a'.repeat(32)}@2?relay-protocol=irn&symKey=${'b1'.repeat(32)}`;
export const RELAY = 'mutation ($input: RelayRpcInput!) { relayRpc(input: $input) { response } }';
