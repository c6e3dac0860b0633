import { Field, InputType, ObjectType } from 'type-graphql';
import { DecimalScalar } from '../api/scalars';
import { TransferInput } from './create-transaction.input';

@InputType({ description: 'Input of `estimateTransactionFee`: a transfer that is not sent.' })
export class EstimateTransactionFeeInput extends TransferInput {}

@ObjectType({
  description: 'A fee as the chain reckons it; null is what this chain does not reckon with.',
})
export class FeeTier {
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "What the network would take, in units of the chain's own coin.",
  })
  networkFee!: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "For each byte, in the coin's smallest unit, such as satoshi.",
  })
  feePerByte!: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'For each unit of gas, in gwei.' })
  gasPrice!: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Units of gas at most.' })
  gasLimit!: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'What the chain burns for each unit of gas (EIP-1559), in gwei.',
  })
  baseFee!: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'What validators get for each unit of gas (EIP-1559), in gwei.',
  })
  priorityFee!: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'How far above the base fee the highest price of gas is (EIP-1559), in gwei.',
  })
  maxFeePerGasDelta!: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "What the chain below takes of a layer 2, in units of the chain's own coin.",
  })
  l1Fee!: string | null;
}

@ObjectType({
  description: 'What a transfer would cost at each `feeLevel`, as Fireblocks reckons it now.',
})
export class FeeEstimate {
  @Field(() => FeeTier, { nullable: true, description: 'Cheap and slow.' })
  low!: FeeTier | null;

  @Field(() => FeeTier, { nullable: true, description: 'In between.' })
  medium!: FeeTier | null;

  @Field(() => FeeTier, { nullable: true, description: 'Quick and dear.' })
  high!: FeeTier | null;
}
