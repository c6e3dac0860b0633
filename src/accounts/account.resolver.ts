import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../api/context';
import { upstreamCost, upstreamListCost } from '../api/cost';
import { requireIdempotencyKey, requireUuid } from '../api/parse-input';
import { requireCaller } from '../api/require-caller';
import { Wallet } from '../wallets/wallet.type';
import type { AccountReader } from './account-reader';
import { Account, CreateAccountInput, CreateAccountPayload } from './account.type';
import type { CreateAccount } from './create-account';

@Resolver(() => Account)
export class AccountResolver {
  constructor(private readonly createAccountUseCase: CreateAccount) {}

  @Mutation(() => CreateAccountPayload, {
    nullable: true,
    complexity: upstreamCost,
    description:
      'Makes a further account in your wallet. Safe to repeat with the same idempotency key.',
  })
  async createAccount(
    @Arg('input', { description: 'Where to make it.' }) input: CreateAccountInput,
    @Ctx() context: Context,
  ): Promise<CreateAccountPayload> {
    const walletId = requireUuid('input.walletId', input.walletId);
    const key = requireIdempotencyKey(input.idempotencyKey);
    const caller = requireCaller(context);
    return { account: await this.createAccountUseCase.run(caller, walletId, key) };
  }
}

@Resolver(() => Wallet)
export class WalletAccountsResolver {
  constructor(private readonly reader: AccountReader) {}

  @FieldResolver(() => [Account], {
    nullable: true,
    complexity: upstreamListCost,
    description: 'All accounts of the wallet, asked of Fireblocks.',
  })
  accounts(@Root() wallet: Wallet, @Ctx() context: Context): Promise<Account[]> {
    return this.reader.list(requireCaller(context), wallet.id);
  }
}
