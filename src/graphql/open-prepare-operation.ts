import type { GraphQLSchema } from 'graphql';
import type { AccessAudit } from '../audit/access-audit';
import type { Reservations } from '../limits/reservations';
import type { LimitSettings } from '../settings/limit-settings';
import type { OperationSettings } from '../settings/operation-settings';
import type { Logger } from '../shared/logger';
import { CostLimit } from './cost-limit';
import { Documents } from './documents';
import { createCostOf } from './operation-cost';
import { costRate } from './operation-rates';
import { createPrepareOperation, type PrepareOperation } from './prepare-operation';
import { TrustedDocuments } from './trusted-documents';
import { createCheckVariables } from './variables';

interface PrepareOptions {
  schema: GraphQLSchema;
  introspection: boolean;
  operations: OperationSettings;
  limits: LimitSettings;
  reservations: Reservations;
  audit: Pick<AccessAudit, 'turnedAway' | 'limited'>;
  log: Logger;
}

/** The one way in, of the parts that it is made of. */
export function openPrepareOperation(options: PrepareOptions): PrepareOperation {
  const { schema, introspection, operations, limits, reservations, audit, log } = options;
  const documents = new Documents({ schema, introspection });
  const trusted = new TrustedDocuments(operations);
  trusted.reportUnfit(documents, log);
  return createPrepareOperation({
    trusted,
    documents,
    checkVariables: createCheckVariables(schema, introspection),
    costLimit: new CostLimit({
      costOf: createCostOf(schema),
      max: limits.operationCost,
      perCaller: costRate(limits),
      reservations,
    }),
    audit,
  });
}
