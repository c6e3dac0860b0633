import {
  getOperationAST,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { createDocumentCache } from './document-store';
import { OPERATION_LIMITS, operationLimitsRule } from './operation-limits';

const MAX_VALIDATION_ERRORS = 5;

export const PARSE_OPTIONS = { maxTokens: OPERATION_LIMITS.tokens };
export const VALIDATION_OPTIONS = { maxErrors: MAX_VALIDATION_ERRORS };

export interface OperationRequest {
  query: string;
  operationName?: string | null | undefined;
}

export type PrepareOperation = ReturnType<typeof createPrepareOperation>;

export type PreparedOperation = { document: DocumentNode } | { errors: readonly GraphQLError[] };

/**
 * Parses and validates a document with the very limits that HTTP has; for the WebSocket, which
 * would otherwise go around all of them. A document that has passed is remembered.
 */
export function createPrepareOperation(schema: GraphQLSchema, introspection: boolean) {
  const rules = [
    ...specifiedRules,
    operationLimitsRule,
    ...(introspection ? [] : [NoSchemaIntrospectionCustomRule]),
  ];
  const passed = createDocumentCache();
  // As Apollo does: suggestions would tell the schema to those who may not read it.
  const options = { ...VALIDATION_OPTIONS, hideSuggestions: !introspection };

  return ({ query, operationName }: OperationRequest): PreparedOperation => {
    let document = passed.get(query);
    if (!document) {
      try {
        document = parse(query, PARSE_OPTIONS);
      } catch (error) {
        return { errors: [coded(error, 'GRAPHQL_PARSE_FAILED')] };
      }
      const errors = validate(schema, document, rules, options);
      if (errors.length > 0) {
        return { errors: errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED')) };
      }
      passed.set(query, document);
    }
    if (getOperationAST(document, operationName)) return { document };
    return { errors: [new GraphQLError('the document has no such operation', unresolved)] };
  };
}

const unresolved = { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } };

function coded(error: unknown, code: string): GraphQLError {
  if (!(error instanceof GraphQLError)) throw error;
  error.extensions['code'] ??= code;
  return error;
}
