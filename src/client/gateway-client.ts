import {
  ApolloClient,
  ApolloLink,
  HttpLink,
  type OperationVariables,
  type SubscriptionObservable,
} from '@apollo/client';
import type { MaybeMasked } from '@apollo/client/masking';
import { SetContextLink } from '@apollo/client/link/context';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createGatewayCache } from './gateway-cache';
import { createGatewaySocket } from './gateway-socket';
import { isRecord } from './is-record';
import { ResumeLink } from './resume-link';
import { authorization, type GetToken } from './token';

export interface GatewayClientOptions {
  /** Such as `https://gateway.example/graphql`. */
  url: string;
  getToken: GetToken;
  /** Default: `url` with `ws` in place of `http`. */
  webSocketUrl?: string;
  /** For platforms without a global `WebSocket`, such as Node 20. */
  webSocketImpl?: unknown;
  /**
   * Has documents sent by their hash, which the gateway knows from a manifest: `{ sha256 }`, or
   * `{ generateHash }` for hashes that codegen has put into the documents. One that the gateway does
   * not know is sent by its text. (A WebSocket carries both.)
   */
  persistedQueries?: PersistedQueryLink.Options;
}

/** Queries and mutations over HTTP, subscriptions over a WebSocket that is open while there are any. */
export function createGatewayClient(options: GatewayClientOptions): ApolloClient {
  const {
    url,
    getToken,
    webSocketUrl = url.replace(/^http/, 'ws'),
    webSocketImpl,
    persistedQueries,
  } = options;
  const http = ApolloLink.from([
    new SetContextLink(async (context) => ({
      headers: {
        ...(isRecord(context['headers']) ? context['headers'] : {}),
        ...authorization(await getToken()),
      },
    })),
    new HttpLink({ uri: url }),
  ]);
  const socket = ApolloLink.from([
    new ResumeLink(),
    new GraphQLWsLink(createGatewaySocket({ url: webSocketUrl, getToken, webSocketImpl })),
  ]);
  return new GatewayClient({
    cache: createGatewayCache(),
    link: ApolloLink.from([
      ...(persistedQueries ? [new PersistedQueryLink(persistedQueries)] : []),
      ApolloLink.split(
        ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
        socket,
        http,
      ),
    ]),
  });
}

class GatewayClient extends ApolloClient {
  /** Apollo lets equal subscriptions share one stream, whose second reader misses the snapshot. */
  override subscribe<TData = unknown, TVariables extends OperationVariables = OperationVariables>(
    options: ApolloClient.SubscribeOptions<TData, TVariables>,
  ): SubscriptionObservable<ApolloClient.SubscribeResult<MaybeMasked<TData>>> {
    return super.subscribe({
      ...options,
      context: { queryDeduplication: false, ...options.context },
    });
  }
}
