import {
  GraphQLError,
  Kind,
  type ASTVisitor,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** What one operation may hold; fragments count wherever they are spread. */
export const OPERATION_LIMITS = {
  tokens: 1_000,
  depth: 10,
  aliases: 15,
  rootFields: 10,
  directives: 5,
  /** A relay is not idempotent, and each may wait for a minute: one at a time. */
  relays: 1,
} as const;

type Measure = Exclude<keyof typeof OPERATION_LIMITS, 'tokens'>;

const SENTENCES: Record<Measure, string> = {
  depth: 'fields may be nested',
  aliases: 'aliases may be used',
  rootFields: 'root fields may be selected',
  directives: 'directives may be used',
  relays: 'relayRpc may be called in one operation',
};

/** Spreads of spreads can double at each step; nobody honest comes near this. */
const MAX_VISITS = 5_000;

/** A validation rule that holds every operation to the limits. */
export const operationLimitsRule: ValidationRule = (context): ASTVisitor => ({
  OperationDefinition(operation) {
    const counted = new OperationMeasure(context).measure(operation);
    for (const [name, count] of counted) {
      const limit = OPERATION_LIMITS[name];
      if (count <= limit) continue;
      context.reportError(
        new GraphQLError(`at most ${limit} ${SENTENCES[name]}`, {
          nodes: [operation],
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        }),
      );
    }
  },
});

class OperationMeasure {
  private readonly counts: Record<Measure, number> = {
    depth: 0,
    aliases: 0,
    rootFields: 0,
    directives: 0,
    relays: 0,
  };
  private visits = 0;

  constructor(private readonly context: ValidationContext) {}

  measure(operation: OperationDefinitionNode): [Measure, number][] {
    this.counts.directives += operation.directives?.length ?? 0;
    this.walk(operation.selectionSet, 1, new Set());
    return Object.entries(this.counts).map(([name, count]) => [name as Measure, count]);
  }

  private walk(set: SelectionSetNode, depth: number, spreads: ReadonlySet<string>): void {
    for (const selection of set.selections) {
      this.visits += 1;
      if (this.visits > MAX_VISITS) {
        this.counts.depth = Number.POSITIVE_INFINITY;
        return;
      }
      this.counts.directives += selection.directives?.length ?? 0;
      switch (selection.kind) {
        case Kind.FIELD:
          this.field(selection, depth, spreads);
          break;
        case Kind.INLINE_FRAGMENT:
          this.walk(selection.selectionSet, depth, spreads);
          break;
        case Kind.FRAGMENT_SPREAD:
          this.spread(selection.name.value, depth, spreads);
          break;
      }
    }
  }

  private field(field: FieldNode, depth: number, spreads: ReadonlySet<string>): void {
    if (field.alias) this.counts.aliases += 1;
    if (depth === 1) this.counts.rootFields += 1;
    if (depth === 1 && field.name.value === 'relayRpc') this.counts.relays += 1;
    // Introspection nests deeply by nature; whether it is allowed at all is decided elsewhere.
    if (field.name.value.startsWith('__')) return;
    this.counts.depth = Math.max(this.counts.depth, depth);
    if (field.selectionSet) this.walk(field.selectionSet, depth + 1, spreads);
  }

  private spread(name: string, depth: number, spreads: ReadonlySet<string>): void {
    const fragment = this.context.getFragment(name);
    // A fragment within itself is another rule's complaint.
    if (!fragment || spreads.has(name)) return;
    this.counts.directives += fragment.directives?.length ?? 0;
    this.walk(fragment.selectionSet, depth, new Set([...spreads, name]));
  }
}
