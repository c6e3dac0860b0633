import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../api/context';
import { upstreamCost } from '../api/cost';
import { requireCaller } from '../api/require-caller';
import type { EstimateFee } from './estimate-fee';
import { EstimateTransactionFeeInput, FeeEstimate } from './fee-estimate.type';
import { parseMovement } from './parse-transfer';

@Resolver()
export class FeeEstimateResolver {
  constructor(private readonly estimateFee: EstimateFee) {}

  @Query(() => FeeEstimate, {
    nullable: true,
    complexity: upstreamCost,
    description:
      'What a transfer from an account of your wallet would cost, asked of Fireblocks. Nothing is sent.',
  })
  estimateTransactionFee(
    @Arg('input', { description: 'What would be sent.' }) input: EstimateTransactionFeeInput,
    @Ctx() context: Context,
  ): Promise<FeeEstimate> {
    return this.estimateFee.run(requireCaller(context), parseMovement(input));
  }
}
