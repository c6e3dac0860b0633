import type { ApolloClient } from '@apollo/client';
import { WebSocket } from 'ws';
import { createGatewayClient } from '../../../src/client/gateway-client';
import { SigningStatusDocument } from '../../../src/client/generated/graphql';
import type { GraphQLCaller } from '../../support/graphql-caller';
import type { StreamEvent, Told } from './told';

/** A subscription of the gateway's own client, which goes on by its cursor across every kill. */
export class Watcher {
  private readonly events: StreamEvent[] = [];
  private readonly client: ApolloClient;
  private readonly end: () => void;

  constructor({ url, token }: GraphQLCaller, walletId: string, deviceId: string, told: Told) {
    told.streams.push({ walletId, events: this.events });
    this.client = createGatewayClient({
      url: `${url}/graphql`,
      getToken: () => Promise.resolve(token),
      webSocketImpl: WebSocket,
    });
    const failed = (error: unknown): void => {
      told.wrongs.push(`the stream of ${walletId} ended: ${String(error)}`);
    };
    const subscription = this.client
      .subscribe({ query: SigningStatusDocument, variables: { walletId, deviceId } })
      .subscribe({
        next: ({ data, error }) => {
          if (error) failed(error);
          if (data) this.events.push(data.signingStatus);
        },
        error: failed,
      });
    this.end = () => {
      subscription.unsubscribe();
    };
  }

  isOpen(): boolean {
    return this.events.some(({ kind }) => kind === 'SNAPSHOT_END');
  }

  lastStatusOf(transactionId: string): string | undefined {
    const heard = this.events.filter((event) => event.transactionId === transactionId);
    return heard.at(-1)?.rawStatus ?? undefined;
  }

  stop(): void {
    this.end();
    this.client.stop();
  }
}
