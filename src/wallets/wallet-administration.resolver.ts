import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../api/context';
import { requireReason, requireUserId, requireUuid } from '../api/parse-input';
import { requireCaller } from '../api/require-caller';
import type { DesiredStateStore } from '../desired-states/desired-state-store';
import type { FreezeWallet } from './freeze-wallet';
import type { ReassignWallet } from './reassign-wallet';
import type { UnfreezeWallet } from './unfreeze-wallet';
import {
  FreezeWalletInput,
  FreezeWalletPayload,
  ReassignWalletInput,
  ReassignWalletPayload,
  UnfreezeWalletInput,
  UnfreezeWalletPayload,
} from './wallet-administration.input';
import { Wallet } from './wallet.type';

/** What only administrators do with wallets: the permission map asks for their scope. */
@Resolver(() => Wallet)
export class WalletAdministrationResolver {
  constructor(
    private readonly freeze: FreezeWallet,
    private readonly unfreeze: UnfreezeWallet,
    private readonly reassign: ReassignWallet,
    private readonly desiredStates: DesiredStateStore,
  ) {}

  @FieldResolver(() => Boolean, {
    description:
      'Whether Fireblocks has been brought to what was last decided on freezing it; the gateway itself refuses from the moment of the decision.',
  })
  appliedAtFireblocks(@Root() { id }: Wallet): Promise<boolean> {
    return this.desiredStates.isApplied('WALLET', id);
  }

  @Mutation(() => FreezeWalletPayload, {
    nullable: true,
    description:
      'Stops a wallet at once, here and at Fireblocks: relays in flight and streams end, and nothing new begins; it can be read, and its transactions cancelled. Needs `ncw:admin`. Safe to repeat.',
  })
  async freezeWallet(
    @Arg('input', { description: 'Which wallet, and why.' }) input: FreezeWalletInput,
    @Ctx() context: Context,
  ): Promise<FreezeWalletPayload> {
    const walletId = requireUuid('input.walletId', input.walletId);
    const reason = requireReason(input.reason);
    return { wallet: await this.freeze.run(requireCaller(context), walletId, reason) };
  }

  @Mutation(() => UnfreezeWalletPayload, {
    nullable: true,
    description:
      'Makes a frozen wallet what it was before, here and at Fireblocks. Needs `ncw:admin`. Safe to repeat.',
  })
  async unfreezeWallet(
    @Arg('input', { description: 'Which wallet, and why.' }) input: UnfreezeWalletInput,
    @Ctx() context: Context,
  ): Promise<UnfreezeWalletPayload> {
    const walletId = requireUuid('input.walletId', input.walletId);
    const reason = requireReason(input.reason);
    return { wallet: await this.unfreeze.run(requireCaller(context), walletId, reason) };
  }

  @Mutation(() => ReassignWalletPayload, {
    nullable: true,
    description:
      'Gives a wallet, with its history, to another user at once, and disables its devices unless they are to be kept. Needs `ncw:admin`. Safe to repeat.',
  })
  async reassignWallet(
    @Arg('input', { description: 'Which wallet, to whom, and why.' }) input: ReassignWalletInput,
    @Ctx() context: Context,
  ): Promise<ReassignWalletPayload> {
    const wallet = await this.reassign.run(requireCaller(context), {
      walletId: requireUuid('input.walletId', input.walletId),
      ownerId: requireUserId('input.ownerId', input.ownerId),
      reason: requireReason(input.reason),
      keepDevices: input.keepDevices,
    });
    return { wallet };
  }
}
