import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

const amount = z.union([z.string(), z.number().transform(String)]);

const operations = [
  'TRANSFER',
  'CONTRACT_CALL',
  'PROGRAM_CALL',
  'RAW',
  'TYPED_MESSAGE',
  'MINT',
  'BURN',
  'APPROVE',
  'ENABLE_ASSET',
] as const;

const destination = z.object({
  type: z.string(),
  id: z.string().nullish(),
  walletId: z.string().nullish(),
  name: z.string().nullish(),
  oneTimeAddress: z.object({ address: z.string(), tag: z.string().nullish() }).nullish(),
});
export type DestinationRequest = z.infer<typeof destination>;

/** The body of `POST /transactions`, as far as it matters here; the rest is ignored. */
export const createRequest = z.object({
  operation: z.enum(operations).default('TRANSFER'),
  assetId: z.string().optional(),
  source: z.object({
    type: z.string(),
    id: z.string().optional(),
    walletId: z.string().optional(),
  }),
  destination: destination.nullish(),
  destinations: z.array(z.object({ amount, destination })).nullish(),
  amount: amount.nullish(),
  note: z.string().nullish(),
  externalTxId: z.string().max(255).nullish(),
  customerRefId: z.string().nullish(),
  treatAsGrossAmount: z.boolean().nullish(),
  feeLevel: z.enum(['LOW', 'MEDIUM', 'HIGH']).nullish(),
  extraParameters: z.unknown().optional(),
});
export type CreateRequest = z.infer<typeof createRequest>;

/** Whose wallet the call says that it is about. */
export function walletHeader(request: FastifyRequest): string | undefined {
  const value = request.headers['x-end-user-wallet-id'];
  return typeof value === 'string' ? value : undefined;
}
