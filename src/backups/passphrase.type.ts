import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../api/pagination';
import { PassphraseLocation } from '../database/generated/enums';

registerEnumType(PassphraseLocation, {
  name: 'PassphraseLocation',
  description: 'Where the user keeps a passphrase.',
  valuesConfig: {
    GOOGLE_DRIVE: { description: "In the app's folder of the user's Google Drive." },
    ICLOUD: { description: "In the user's iCloud." },
    OTHER: { description: 'Elsewhere; the app knows.' },
  },
});

@ObjectType({
  description:
    'Where the passphrase of a key backup is kept. The passphrase itself never reaches the gateway.',
})
export class Passphrase {
  @Field(() => ID, { description: 'The passphrase id (UUID) that the app has chosen.' })
  id!: string;

  @Field(() => PassphraseLocation, { description: 'Where it is kept.' })
  location!: PassphraseLocation;

  @Field({ description: 'When it was registered.' })
  createdAt!: Date;
}

export const PassphraseConnection = connectionType('Passphrase', Passphrase);

@InputType({ description: 'Input of `registerPassphrase`.' })
export class RegisterPassphraseInput {
  @Field(() => ID, { description: 'The passphrase id (UUID) that the app has chosen.' })
  passphraseId!: string;

  @Field(() => PassphraseLocation, { description: 'Where the user keeps the passphrase.' })
  location!: PassphraseLocation;
}

@ObjectType({ description: 'Outcome of `registerPassphrase`.' })
export class RegisterPassphrasePayload {
  @Field({ description: 'The registered passphrase.' })
  passphrase!: Passphrase;
}
