import { z } from 'zod';
import { amountOrNull } from './lenient';

const tier = z.object({
  networkFee: amountOrNull,
  feePerByte: amountOrNull,
  gasPrice: amountOrNull,
  gasLimit: amountOrNull,
  baseFee: amountOrNull,
  priorityFee: amountOrNull,
  maxFeePerGasDelta: amountOrNull,
  l1Fee: amountOrNull,
});

const tierOrNull = tier.nullish().transform((value) => value ?? null);

export const feeEstimate = z
  .object({ low: tierOrNull, medium: tierOrNull, high: tierOrNull })
  .refine(({ low, medium, high }) => low ?? medium ?? high, { message: 'no fee' });

/** Plain decimal text; null for what the chain does not use, and for a level that is left out. */
export type FeeEstimate = z.output<typeof feeEstimate>;
