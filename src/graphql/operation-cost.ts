import {
  getNamedType,
  isCompositeType,
  isInputType,
  isInterfaceType,
  isObjectType,
  Kind,
  typeFromAST,
  valueFromAST,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/** Of a selection: known from the document alone, or by its variables. */
type Cost = number | ((variables: Variables) => number);

/** As `complexity` of type-graphql's decorators declares it. */
type Estimator = (use: { args: Record<string, unknown>; childComplexity: number }) => number;

type AnyField = GraphQLField<unknown, unknown>;

export type CostOf = ReturnType<typeof createCostOf>;

/**
 * What an operation costs at most: `@skip` and `@include` are not looked at, and what is selected
 * twice counts twice. Each document is analysed once, and most have one cost for all variables.
 * Only for documents that have passed validation, which bounds their fragments.
 */
export function createCostOf(schema: GraphQLSchema) {
  const known = new WeakMap<OperationDefinitionNode, Cost>();
  return (
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Variables,
  ): number => {
    const cost = known.get(operation) ?? new CostAnalysis(schema, document).of(operation);
    known.set(operation, cost);
    return typeof cost === 'number' ? cost : cost(withDefaults(schema, operation, variables));
  };
}

class CostAnalysis {
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(
    private readonly schema: GraphQLSchema,
    { definitions }: DocumentNode,
  ) {
    const fragments = definitions.filter(
      (definition): definition is FragmentDefinitionNode =>
        definition.kind === Kind.FRAGMENT_DEFINITION,
    );
    this.fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  of({ operation, selectionSet }: OperationDefinitionNode): Cost {
    return this.selections(selectionSet, this.schema.getRootType(operation));
  }

  private selections(
    set: SelectionSetNode | undefined,
    type: GraphQLNamedType | null | undefined,
  ): Cost {
    return sum((set?.selections ?? []).map((selection) => this.selection(selection, type)));
  }

  private selection(node: SelectionNode, type: GraphQLNamedType | null | undefined): Cost {
    if (node.kind === Kind.FIELD) {
      if (!isObjectType(type) && !isInterfaceType(type)) return 0;
      const field = type.getFields()[node.name.value];
      // Introspection reads nothing.
      return field ? this.field(node, field) : 0;
    }
    const fragment =
      node.kind === Kind.FRAGMENT_SPREAD ? this.fragments.get(node.name.value) : node;
    const condition = fragment?.typeCondition?.name.value;
    return this.selections(
      fragment?.selectionSet,
      condition === undefined ? type : this.schema.getType(condition),
    );
  }

  private field(node: FieldNode, field: AnyField): Cost {
    const type = getNamedType(field.type);
    const children = this.selections(node.selectionSet, type);
    const { complexity } = field.extensions;
    if (!isEstimator(complexity)) {
      const own = typeof complexity === 'number' ? complexity : Number(isCompositeType(type));
      return sum([own, children]);
    }
    const estimate = (variables: Variables): number =>
      complexity({
        args: argumentsOf(node, field, variables),
        childComplexity: typeof children === 'number' ? children : children(variables),
      });
    const varies = node.arguments?.some(({ value }) => value.kind === Kind.VARIABLE) ?? false;
    return varies || typeof children !== 'number' ? estimate : estimate({});
  }
}

function isEstimator(complexity: unknown): complexity is Estimator {
  return typeof complexity === 'function';
}

function sum(costs: readonly Cost[]): Cost {
  const fixed = costs.filter((cost) => typeof cost === 'number').reduce((a, b) => a + b, 0);
  const varying = costs.filter((cost) => typeof cost !== 'number');
  if (varying.length === 0) return fixed;
  return (variables) => varying.reduce((total, cost) => total + cost(variables), fixed);
}

function argumentsOf(node: FieldNode, field: AnyField, variables: Variables) {
  const given = new Map(node.arguments?.map(({ name, value }) => [name.value, value]));
  return Object.fromEntries(
    field.args.map(({ name, type, defaultValue }) => {
      const value: unknown = valueFromAST(given.get(name), type, variables);
      return [name, value === undefined ? defaultValue : value];
    }),
  );
}

function withDefaults(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Variables,
): Variables {
  const defaults = variableDefinitions.map(({ variable, type, defaultValue }) => {
    const inputType = typeFromAST(schema, type);
    return [
      variable.name.value,
      isInputType(inputType) ? valueFromAST(defaultValue, inputType) : undefined,
    ] as const;
  });
  return { ...Object.fromEntries(defaults), ...variables };
}
