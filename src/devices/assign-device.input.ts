import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Device } from './device.type';

@InputType({ description: 'Input of `assignDevice`.' })
export class AssignDeviceInput {
  @Field(() => ID, { description: "The caller's own wallet." })
  walletId!: string;

  @Field(() => ID, { description: 'The device id (UUID) that the app has chosen.' })
  deviceId!: string;
}

@ObjectType({ description: 'Outcome of `assignDevice`.' })
export class AssignDevicePayload {
  @Field({ description: 'The assigned device.' })
  device!: Device;
}
