import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../api/context';
import { optional, requireReason, requireUuid } from '../api/parse-input';
import { requireCaller } from '../api/require-caller';
import type { DesiredStateStore } from '../desired-states/desired-state-store';
import {
  DisableDeviceInput,
  DisableDevicePayload,
  EnableDeviceInput,
  EnableDevicePayload,
} from './change-device.input';
import { Device } from './device.type';
import type { DisableDevice } from './disable-device';
import type { EnableDevice } from './enable-device';

@Resolver(() => Device)
export class ChangeDeviceResolver {
  constructor(
    private readonly enable: EnableDevice,
    private readonly disable: DisableDevice,
    private readonly desiredStates: DesiredStateStore,
  ) {}

  @FieldResolver(() => Boolean, {
    description:
      'Whether Fireblocks has been brought to what was last decided on disabling it; the gateway itself refuses from the moment of the decision.',
  })
  appliedAtFireblocks(@Root() { id }: Device): Promise<boolean> {
    return this.desiredStates.isApplied('DEVICE', id);
  }

  @Mutation(() => EnableDevicePayload, {
    nullable: true,
    description:
      'Lets a disabled device of yours be used again, here and at Fireblocks; one that an administrator has disabled, only an administrator. Safe to repeat.',
  })
  async enableDevice(
    @Arg('input', { description: 'Which device.' }) input: EnableDeviceInput,
    @Ctx() context: Context,
  ): Promise<EnableDevicePayload> {
    const deviceId = requireUuid('input.deviceId', input.deviceId);
    const reason = optional(input.reason, requireReason);
    return { device: await this.enable.run(requireCaller(context), deviceId, reason) };
  }

  @Mutation(() => DisableDevicePayload, {
    nullable: true,
    description:
      'Stops a device of yours at once, such as a lost phone, here and at Fireblocks: its relays in flight and the streams that name it end. Also for administrators. Safe to repeat.',
  })
  async disableDevice(
    @Arg('input', { description: 'Which device.' }) input: DisableDeviceInput,
    @Ctx() context: Context,
  ): Promise<DisableDevicePayload> {
    const deviceId = requireUuid('input.deviceId', input.deviceId);
    const reason = optional(input.reason, requireReason);
    return { device: await this.disable.run(requireCaller(context), deviceId, reason) };
  }
}
