import { Field, ID, ObjectType } from 'type-graphql';
import { PassphraseLocation } from '../database/generated/enums';

@ObjectType({ description: 'A key that is part of a backup.' })
export class BackupKey {
  @Field(() => ID, { nullable: true, description: 'The key.' })
  keyId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The device whose share was backed up.' })
  deviceId!: string | null;

  @Field(() => String, { nullable: true, description: 'Such as `MPC_CMP_ECDSA_SECP256K1`.' })
  algorithm!: string | null;
}

@ObjectType({ description: "A wallet's latest key backup, as Fireblocks knows it." })
export class LatestBackup {
  @Field(() => ID, { description: 'The passphrase that opens it.' })
  passphraseId!: string;

  @Field(() => PassphraseLocation, {
    nullable: true,
    description: "Where that passphrase is kept; null when the wallet's owner never registered it.",
  })
  location!: PassphraseLocation | null;

  @Field(() => Date, { nullable: true, description: 'When it was made.' })
  createdAt!: Date | null;

  @Field(() => [BackupKey], {
    description: 'What it holds: at most one key for each algorithm and device.',
  })
  keys!: BackupKey[];
}
