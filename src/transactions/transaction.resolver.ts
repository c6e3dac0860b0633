import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../api/context';
import { pageCost, upstreamCost } from '../api/cost';
import { PageArgs, parsePage, type Connection } from '../api/pagination';
import { requireIdempotencyKey, requireUuid } from '../api/parse-input';
import { requireCaller } from '../api/require-caller';
import type { WalletFinder } from '../wallets/wallet-finder';
import { Wallet } from '../wallets/wallet.type';
import type { CancelTransaction } from './cancel-transaction';
import type { CreateTransaction } from './create-transaction';
import {
  CancelTransactionInput,
  CancelTransactionPayload,
  CreateTransactionInput,
  CreateTransactionPayload,
} from './create-transaction.input';
import { parseTransfer } from './parse-transfer';
import type { TransactionFinder } from './transaction-finder';
import { Transaction, TransactionConnection } from './transaction.type';

@Resolver(() => Transaction)
export class TransactionResolver {
  constructor(
    private readonly finder: TransactionFinder,
    private readonly wallets: WalletFinder,
    private readonly createTransactionUseCase: CreateTransaction,
    private readonly cancelTransactionUseCase: CancelTransaction,
  ) {}

  @Query(() => Transaction, {
    nullable: true,
    description: 'A transaction; null when it does not exist or no wallet of yours takes part.',
  })
  transaction(
    @Arg('id', () => ID, { description: 'The transaction (UUID).' }) id: string,
    @Ctx() context: Context,
  ): Promise<Transaction | null> {
    return this.finder.find(requireCaller(context), requireUuid('id', id));
  }

  @Query(() => TransactionConnection, {
    nullable: true,
    complexity: pageCost,
    description:
      "A wallet's transactions, newest first; null when the wallet does not exist or is not yours.",
  })
  async transactions(
    @Arg('walletId', () => ID, { description: 'The wallet (UUID).' }) walletId: string,
    @Args() page: PageArgs,
    @Ctx() context: Context,
  ): Promise<Connection<Transaction> | null> {
    const id = requireUuid('walletId', walletId);
    const wallet = await this.wallets.find(requireCaller(context), id);
    return wallet && this.finder.listOfWallet(wallet.id, parsePage(page));
  }

  @Mutation(() => CreateTransactionPayload, {
    nullable: true,
    complexity: upstreamCost,
    description:
      'Sends a transfer from an account of your wallet. It then waits at PENDING_SIGNATURE for a device. Safe to repeat with the same idempotency key.',
  })
  async createTransaction(
    @Arg('input', { description: 'What to send.' }) input: CreateTransactionInput,
    @Ctx() context: Context,
  ): Promise<CreateTransactionPayload> {
    const key = requireIdempotencyKey(input.idempotencyKey);
    const transfer = parseTransfer(input);
    return {
      transaction: await this.createTransactionUseCase.run(requireCaller(context), key, transfer),
    };
  }

  @Mutation(() => CancelTransactionPayload, {
    nullable: true,
    complexity: upstreamCost,
    description:
      'Cancels a transaction of your wallet that is not yet on the chain. Safe to repeat.',
  })
  async cancelTransaction(
    @Arg('input', { description: 'Which transaction.' }) input: CancelTransactionInput,
    @Ctx() context: Context,
  ): Promise<CancelTransactionPayload> {
    const walletId = requireUuid('input.walletId', input.walletId);
    const id = requireUuid('input.transactionId', input.transactionId);
    return {
      transaction: await this.cancelTransactionUseCase.run(requireCaller(context), walletId, id),
    };
  }

  @FieldResolver(() => Wallet, {
    description: 'The wallet through which you see it.',
  })
  wallet(@Root() transaction: Transaction, @Ctx() context: Context): Promise<Wallet> {
    return this.wallets.require(requireCaller(context), transaction.walletId);
  }
}

@Resolver(() => Wallet)
export class WalletTransactionsResolver {
  constructor(
    private readonly finder: TransactionFinder,
    private readonly wallets: WalletFinder,
  ) {}

  @FieldResolver(() => TransactionConnection, {
    complexity: pageCost,
    description: 'Its transactions, newest first.',
  })
  async transactions(
    @Root() { id }: Wallet,
    @Args() page: PageArgs,
    @Ctx() context: Context,
  ): Promise<Connection<Transaction>> {
    const wallet = await this.wallets.require(requireCaller(context), id);
    return this.finder.listOfWallet(wallet.id, parsePage(page));
  }
}
