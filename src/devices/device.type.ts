import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { DeviceStatus } from '../database/generated/enums';

registerEnumType(DeviceStatus, {
  name: 'DeviceStatus',
  description: 'Whether a device may relay RPC messages.',
  valuesConfig: {
    ENABLED: { description: 'It may.' },
    DISABLED: { description: 'It may not, and streams that name it have ended.' },
  },
});

@ObjectType({ description: 'A client installation that may relay RPC messages for its wallet.' })
export class Device {
  @Field(() => ID, { description: 'The device id (UUID) that the app has chosen.' })
  id!: string;

  @Field(() => DeviceStatus, { description: 'Whether it may relay RPC messages.' })
  status!: DeviceStatus;

  @Field({
    description: 'Whether an administrator has disabled it, so that only one can enable it again.',
  })
  disabledByAdmin!: boolean;

  @Field({ description: 'When it was assigned.' })
  createdAt!: Date;

  /** Not part of the API, which shows the wallet itself. */
  walletId!: string;
}
