import { getOperationAST, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import type { Context } from '../api/context';
import type { AccessAudit } from '../audit/access-audit';
import type { CostLimit } from './cost-limit';
import type { Documents } from './documents';
import { describeOperation, labelOf } from './operation-observer';
import { RefusedOperation } from './refused-operation';
import type { TrustedDocuments } from './trusted-documents';
import type { CheckVariables } from './variables';

/** What a client sends, over HTTP as over the WebSocket. */
export interface OperationRequest {
  query?: string | null | undefined;
  operationName?: string | null | undefined;
  variables?: Readonly<Record<string, unknown>> | null | undefined;
  extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface PreparedOperation {
  document: DocumentNode;
  operation: OperationDefinitionNode;
}

interface PreparationParts {
  trusted: Pick<TrustedDocuments, 'textOf'>;
  documents: Pick<Documents, 'read'>;
  checkVariables: CheckVariables;
  costLimit: Pick<CostLimit, 'admit'>;
  audit: Pick<AccessAudit, 'turnedAway' | 'limited'>;
}

export type PrepareOperation = (
  request: OperationRequest,
  context: Context,
) => Promise<PreparedOperation | RefusedOperation>;

/**
 * The one way in: what both transports call before anything is executed, so that neither lets pass
 * what the other refuses. Answers the operation that may run, or why it may not.
 */
export function createPrepareOperation(parts: PreparationParts): PrepareOperation {
  const { trusted, documents, checkVariables, costLimit, audit } = parts;
  return async (request, context) => {
    let operation: OperationDefinitionNode | undefined;
    try {
      const document = documents.read(trusted.textOf(request), context.caller === null);
      operation = operationOf(document, request.operationName);
      context.operation = labelOf(operation);
      const variables = request.variables ?? {};
      checkVariables(operation, variables);
      await costLimit.admit(document, operation, variables, context);
      return { document, operation };
    } catch (error) {
      if (!(error instanceof RefusedOperation)) throw error;
      if (error.code === 'UNAUTHENTICATED') audit.turnedAway('authenticate', error.code, context);
      if (error.code === 'RATE_LIMITED') audit.limited(describeOperation(operation).field, context);
      return error;
    }
  };
}

function operationOf(
  document: DocumentNode,
  name: string | null | undefined,
): OperationDefinitionNode {
  const operation = getOperationAST(document, name);
  if (operation) return operation;
  const message = 'the document has no such operation';
  throw RefusedOperation.because('OPERATION_RESOLUTION_FAILURE', message);
}
