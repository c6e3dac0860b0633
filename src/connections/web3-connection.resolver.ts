import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../api/context';
import { upstreamCost, upstreamListCost } from '../api/cost';
import { requireAccountId, requireIdempotencyKey, requireUuid } from '../api/parse-input';
import { requireCaller } from '../api/require-caller';
import { Wallet } from '../wallets/wallet.type';
import type { AnswerWeb3Connection } from './answer-web3-connection';
import type { CreateWeb3Connection } from './create-web3-connection';
import { requireConnectionId, requireConnectUri } from './parse-connection';
import type { RemoveWeb3Connection } from './remove-web3-connection';
import type { Web3ConnectionFinder } from './web3-connection-finder';
import {
  ApproveWeb3ConnectionInput,
  ApproveWeb3ConnectionPayload,
  CreateWeb3ConnectionInput,
  CreateWeb3ConnectionPayload,
  DenyWeb3ConnectionInput,
  DenyWeb3ConnectionPayload,
  RemoveWeb3ConnectionInput,
  RemoveWeb3ConnectionPayload,
  type Web3ConnectionInput,
  type Web3ConnectionPayload,
} from './web3-connection.input';
import { Web3Connection } from './web3-connection.type';

const WHICH = { description: 'Which connection.' };

@Resolver(() => Web3Connection)
export class Web3ConnectionResolver {
  constructor(
    private readonly create: CreateWeb3Connection,
    private readonly answer: AnswerWeb3Connection,
    private readonly remove: RemoveWeb3Connection,
  ) {}

  @Mutation(() => CreateWeb3ConnectionPayload, {
    nullable: true,
    complexity: upstreamCost,
    description:
      'Pairs your wallet with a dApp by WalletConnect; it then waits for your approval. Safe to repeat with the same idempotency key.',
  })
  async createWeb3Connection(
    @Arg('input', { description: 'What to pair.' }) input: CreateWeb3ConnectionInput,
    @Ctx() context: Context,
  ): Promise<CreateWeb3ConnectionPayload> {
    const request = {
      walletId: requireUuid('input.walletId', input.walletId),
      accountId: requireAccountId('input.accountId', input.accountId),
      uri: requireConnectUri('input.uri', input.uri),
      feeLevel: input.feeLevel,
    };
    const key = requireIdempotencyKey(input.idempotencyKey);
    return { connection: await this.create.run(requireCaller(context), request, key) };
  }

  @Mutation(() => ApproveWeb3ConnectionPayload, {
    nullable: true,
    complexity: upstreamCost,
    description: 'Lets the dApp ask your wallet for signatures. Safe to repeat.',
  })
  approveWeb3Connection(
    @Arg('input', WHICH) input: ApproveWeb3ConnectionInput,
    @Ctx() context: Context,
  ): Promise<Web3ConnectionPayload> {
    return this.answered(input, context, true);
  }

  @Mutation(() => DenyWeb3ConnectionPayload, {
    nullable: true,
    complexity: upstreamCost,
    description: 'Turns away a dApp that waits. Safe to repeat.',
  })
  denyWeb3Connection(
    @Arg('input', WHICH) input: DenyWeb3ConnectionInput,
    @Ctx() context: Context,
  ): Promise<Web3ConnectionPayload> {
    return this.answered(input, context, false);
  }

  @Mutation(() => RemoveWeb3ConnectionPayload, {
    nullable: true,
    complexity: upstreamCost,
    description: 'Ends the connection to a dApp. Safe to repeat.',
  })
  async removeWeb3Connection(
    @Arg('input', WHICH) input: RemoveWeb3ConnectionInput,
    @Ctx() context: Context,
  ): Promise<Web3ConnectionPayload> {
    const [walletId, id] = idsOf(input);
    return { connection: await this.remove.run(requireCaller(context), walletId, id) };
  }

  private async answered(
    input: Web3ConnectionInput,
    context: Context,
    approve: boolean,
  ): Promise<Web3ConnectionPayload> {
    const [walletId, id] = idsOf(input);
    return { connection: await this.answer.run(requireCaller(context), walletId, id, approve) };
  }
}

@Resolver(() => Wallet)
export class WalletWeb3ConnectionsResolver {
  constructor(private readonly finder: Web3ConnectionFinder) {}

  @FieldResolver(() => [Web3Connection], {
    nullable: true,
    complexity: upstreamListCost,
    description:
      'The connections to dApps that wait for an answer or are open, newest first; at most 100.',
  })
  web3Connections(@Root() wallet: Wallet, @Ctx() context: Context): Promise<Web3Connection[]> {
    return this.finder.listLive(requireCaller(context), wallet.id);
  }
}

function idsOf({ walletId, connectionId }: Web3ConnectionInput): [string, string] {
  return [
    requireUuid('input.walletId', walletId),
    requireConnectionId('input.connectionId', connectionId),
  ];
}
