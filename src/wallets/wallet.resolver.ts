import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { Context } from '../api/context';
import { pageCost, upstreamCost } from '../api/cost';
import { PageArgs, parsePage, type Connection } from '../api/pagination';
import { requireIdempotencyKey, requireUuid } from '../api/parse-input';
import { requireCaller } from '../api/require-caller';
import type { CreateWallet } from './create-wallet';
import { CreateWalletInput, CreateWalletPayload } from './create-wallet.input';
import type { WalletFinder } from './wallet-finder';
import { Wallet, WalletConnection } from './wallet.type';

@Resolver(() => Wallet)
export class WalletResolver {
  constructor(
    private readonly finder: WalletFinder,
    private readonly createWalletUseCase: CreateWallet,
  ) {}

  @Query(() => Wallet, {
    nullable: true,
    description: 'A wallet; null when it does not exist or is not yours.',
  })
  wallet(
    @Arg('id', () => ID, { description: 'The wallet (UUID).' }) id: string,
    @Ctx() context: Context,
  ): Promise<Wallet | null> {
    return this.finder.find(requireCaller(context), requireUuid('id', id));
  }

  @Query(() => WalletConnection, {
    complexity: pageCost,
    description: 'Your wallets, newest first.',
  })
  wallets(@Args() page: PageArgs, @Ctx() context: Context): Promise<Connection<Wallet>> {
    return this.finder.listOwn(requireCaller(context), parsePage(page));
  }

  @Mutation(() => CreateWalletPayload, {
    nullable: true,
    complexity: upstreamCost,
    description:
      'Makes a wallet with its account 0 at Fireblocks, owned by the caller. Safe to repeat with the same idempotency key.',
  })
  async createWallet(
    @Arg('input', { description: 'What to make.' }) input: CreateWalletInput,
    @Ctx() context: Context,
  ): Promise<CreateWalletPayload> {
    const key = requireIdempotencyKey(input.idempotencyKey);
    return { wallet: await this.createWalletUseCase.run(requireCaller(context), key) };
  }
}
