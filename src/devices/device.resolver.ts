import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../api/context';
import { listCost } from '../api/cost';
import { requireUuid } from '../api/parse-input';
import { requireCaller } from '../api/require-caller';
import type { WalletFinder } from '../wallets/wallet-finder';
import { Wallet } from '../wallets/wallet.type';
import type { AssignDevice } from './assign-device';
import { AssignDeviceInput, AssignDevicePayload } from './assign-device.input';
import type { DeviceFinder } from './device-finder';
import { Device } from './device.type';

@Resolver(() => Device)
export class DeviceResolver {
  constructor(
    private readonly finder: DeviceFinder,
    private readonly wallets: WalletFinder,
    private readonly assignDeviceUseCase: AssignDevice,
  ) {}

  @Query(() => Device, {
    nullable: true,
    description: 'A device; null when it does not exist or is not yours.',
  })
  device(
    @Arg('id', () => ID, { description: 'The device (UUID).' }) id: string,
    @Ctx() context: Context,
  ): Promise<Device | null> {
    return this.finder.find(requireCaller(context), requireUuid('id', id));
  }

  @Mutation(() => AssignDevicePayload, {
    nullable: true,
    description:
      "Binds a device to the caller's wallet; needed before its first RPC message. Safe to repeat.",
  })
  async assignDevice(
    @Arg('input', { description: 'Which device to which wallet.' }) input: AssignDeviceInput,
    @Ctx() context: Context,
  ): Promise<AssignDevicePayload> {
    const walletId = requireUuid('input.walletId', input.walletId);
    const deviceId = requireUuid('input.deviceId', input.deviceId);
    return {
      device: await this.assignDeviceUseCase.run(requireCaller(context), walletId, deviceId),
    };
  }

  @FieldResolver(() => Wallet, { description: 'The wallet it belongs to.' })
  wallet(@Root() device: Device, @Ctx() context: Context): Promise<Wallet> {
    return this.wallets.require(requireCaller(context), device.walletId);
  }
}

@Resolver(() => Wallet)
export class WalletDevicesResolver {
  constructor(private readonly finder: DeviceFinder) {}

  @FieldResolver(() => [Device], {
    complexity: listCost,
    description: 'Its devices, oldest first: at most ten.',
  })
  devices(@Root() wallet: Wallet, @Ctx() context: Context): Promise<Device[]> {
    return this.finder.listOfWallet(requireCaller(context), wallet.id);
  }
}
