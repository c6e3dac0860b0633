import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../api/context';
import { requireUuid } from '../api/parse-input';
import type { RelayRpc } from './relay-rpc';
import { RelayRpcInput, RelayRpcPayload } from './relay-rpc.input';

@Resolver()
export class RelayRpcResolver {
  constructor(private readonly useCase: RelayRpc) {}

  @Mutation(() => RelayRpcPayload, {
    nullable: true,
    // Relays have a rate of their own: whoever has read too much must still be able to sign.
    complexity: 0,
    description:
      "Carries one message of a device's NCW SDK to Fireblocks and the answer back. Send it over HTTP: it is not idempotent, and a WebSocket client repeats mutations when it reconnects.",
  })
  async relayRpc(
    @Arg('input', { description: 'The message and its device.' }) input: RelayRpcInput,
    @Ctx() context: Context,
  ): Promise<RelayRpcPayload> {
    const request = {
      walletId: requireUuid('input.walletId', input.walletId),
      deviceId: requireUuid('input.deviceId', input.deviceId),
      payload: input.payload,
    };
    return { response: await this.useCase.run(request, context) };
  }
}
