import type { ApolloClient } from '@apollo/client';
import { ServerError } from '@apollo/client/errors';
import { readGatewayError, type GatewayErrorCode } from './gateway-errors';
import { RelayRpcDocument } from './generated/graphql';

/** `messagesHandler` of `@fireblocks/ncw-js-sdk`. */
export interface MessagesHandler {
  handleOutgoingMessage(message: string): Promise<unknown>;
}

interface MessagesHandlerOptions {
  /** Sends mutations over HTTP: a WebSocket client repeats them when it reconnects. */
  client: ApolloClient;
  walletId: string;
  /** Assigned to the wallet with `assignDevice` before the SDK is made. */
  deviceId: string;
}

/** A message of the SDK did not reach Fireblocks, or its answer did not come back. */
export class RelayError extends Error {
  override readonly name = 'RelayError';
  /** Undefined when the gateway was not the one who answered, such as when the network is away. */
  readonly code: GatewayErrorCode | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly requestId: string | undefined;

  constructor(cause: unknown) {
    const details = readGatewayError(cause);
    super(`The NCW message was not relayed: ${explain(cause, details?.code)}`, { cause });
    this.code = details?.code;
    this.retryable = details?.retryable ?? !isRefusal(cause);
    this.retryAfterMs = details?.retryAfterMs;
    this.requestId = details?.requestId;
  }
}

/**
 * Carries the SDK's messages through the gateway.
 *
 * Resolves with Fireblocks' answer as it is, errors of Fireblocks included, since the SDK reads
 * those itself. Everything else rejects: the SDK repeats the messages that it may repeat.
 */
export function createMessagesHandler({
  client,
  walletId,
  deviceId,
}: MessagesHandlerOptions): MessagesHandler {
  return {
    async handleOutgoingMessage(message) {
      try {
        const { data } = await client.mutate({
          mutation: RelayRpcDocument,
          variables: { input: { walletId, deviceId, payload: message } },
          // Key material has no place in a cache; and a client's defaults must not hide an error.
          fetchPolicy: 'no-cache',
          errorPolicy: 'none',
        });
        if (!data.relayRpc) throw new Error('the gateway sent no answer');
        return data.relayRpc.response;
      } catch (error) {
        throw new RelayError(error);
      }
    },
  };
}

function explain(cause: unknown, code: GatewayErrorCode | undefined): string {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return code === undefined ? reason : `${reason} (${code})`;
}

/** A proxy that answers 4xx will do so again. */
function isRefusal(cause: unknown): boolean {
  return ServerError.is(cause) && cause.statusCode < 500;
}
