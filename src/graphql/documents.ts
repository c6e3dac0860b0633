import {
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { OPERATION_LIMITS, operationLimitsRule } from './operation-limits';
import { RefusedOperation } from './refused-operation';

export interface DocumentsOptions {
  schema: GraphQLSchema;
  /** Whether clients may know the schema. Else no refusal tells anything of it. */
  introspection: boolean;
}

const MAX_DOCUMENTS = 500;

/** Characters. A document within the token limit is far shorter, unless it is padded by comments. */
const MAX_LENGTH = 16_384;

const MAX_ERRORS = 5;

/**
 * Reads documents. One that has passed is remembered, with its whole text, of which comments count
 * for no limit: what is long is not remembered, or strangers could fill the memory.
 */
export class Documents {
  private readonly passed = new LRUCache<string, DocumentNode>({
    max: MAX_DOCUMENTS,
    maxEntrySize: MAX_LENGTH,
    sizeCalculation: (_document, text) => text.length,
  });
  private readonly limits: readonly ValidationRule[];

  constructor(private readonly options: DocumentsOptions) {
    this.limits = [
      operationLimitsRule,
      ...(options.introspection ? [] : [NoSchemaIntrospectionCustomRule]),
    ];
  }

  /**
   * The document of a text that may run. Throws {@link RefusedOperation}: for a stranger, where the
   * schema is hidden, before it could show whether the text fits.
   */
  read(text: string, stranger: boolean): DocumentNode {
    const known = this.passed.get(text);
    const document = known ?? parsed(text);
    if (stranger && !this.options.introspection && asksForSomething(document)) {
      throw RefusedOperation.because('UNAUTHENTICATED', 'a bearer token is needed');
    }
    if (!known) {
      this.validate(document);
      this.passed.set(text, document);
    }
    return document;
  }

  /** Limits are spoken of only where all else is right: what they count has the schema's names. */
  private validate(document: DocumentNode): void {
    const { schema, introspection } = this.options;
    const options = { maxErrors: MAX_ERRORS };
    const misfits = misfitsOf(() => validate(schema, document, specifiedRules, options));
    if (misfits.length > 0 && !introspection) {
      throw RefusedOperation.because(INVALID, 'the document does not fit the schema');
    }
    const errors = misfits.length > 0 ? misfits : validate(schema, document, this.limits, options);
    if (errors.length > 0) throw RefusedOperation.of(INVALID, errors);
  }
}

/**
 * A rule of GraphQL.js throws: that a subscription has one field it finds by collecting them, which
 * no `@skip` or `@include` by a variable survives where variables have no values yet.
 */
function misfitsOf(rules: () => readonly GraphQLError[]): readonly GraphQLError[] {
  try {
    return rules();
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

const INVALID = 'GRAPHQL_VALIDATION_FAILED';

function parsed(text: string): DocumentNode {
  try {
    return parse(text, { maxTokens: OPERATION_LIMITS.tokens });
  } catch (error) {
    if (error instanceof GraphQLError) throw RefusedOperation.of('GRAPHQL_PARSE_FAILED', [error]);
    throw error;
  }
}

/** `__typename` of a root type is asked for by those who look whether anybody is there. */
function asksForSomething({ definitions }: DocumentNode): boolean {
  return definitions.some(
    (definition) =>
      definition.kind !== Kind.OPERATION_DEFINITION ||
      definition.selectionSet.selections.some(
        (selection) => selection.kind !== Kind.FIELD || selection.name.value !== '__typename',
      ),
  );
}
