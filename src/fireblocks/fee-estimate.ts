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

export const feeEstimate = z.object({ low: tier, medium: tier, high: tier });

/** Plain decimal text; null for what the chain does not use. */
export type FeeEstimate = z.output<typeof feeEstimate>;
