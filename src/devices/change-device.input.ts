import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Device } from './device.type';

const REASON =
  'Why, for the record: 1 to 500 characters. Needed of administrators who do not own the wallet.';

@InputType({ description: 'Input of `enableDevice`.' })
export class EnableDeviceInput {
  @Field(() => ID, { description: 'The device (UUID).' })
  deviceId!: string;

  @Field(() => String, { nullable: true, description: REASON })
  reason?: string | null;
}

@ObjectType({ description: 'Outcome of `enableDevice`.' })
export class EnableDevicePayload {
  @Field({ description: 'The device, enabled.' })
  device!: Device;
}

@InputType({ description: 'Input of `disableDevice`.' })
export class DisableDeviceInput {
  @Field(() => ID, { description: 'The device (UUID).' })
  deviceId!: string;

  @Field(() => String, { nullable: true, description: REASON })
  reason?: string | null;
}

@ObjectType({ description: 'Outcome of `disableDevice`.' })
export class DisableDevicePayload {
  @Field({ description: 'The device, disabled.' })
  device!: Device;
}
