import {
  coerceInputValue,
  getNamedType,
  getNullableType,
  getVariableValues,
  GraphQLError,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';
import { RefusedOperation } from './refused-operation';

type Values = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

const MAX_ERRORS = 5;

export type CheckVariables = (operation: OperationDefinitionNode, values: Values) => void;

/**
 * Checks an operation's variables as its execution would. Throws {@link RefusedOperation}: in
 * GraphQL's own words, or where the schema is hidden in words that name only what the client named.
 */
export function createCheckVariables(
  schema: GraphQLSchema,
  introspection: boolean,
): CheckVariables {
  return ({ variableDefinitions = [] }, values) => {
    if (variableDefinitions.length === 0) return;
    const options = { maxErrors: MAX_ERRORS };
    const { errors = [] } = getVariableValues(schema, variableDefinitions, values, options);
    if (errors.length === 0) return;
    if (introspection) throw RefusedOperation.of('BAD_USER_INPUT', errors);
    const faults = variableDefinitions.flatMap((definition) =>
      faultsOf(schema, definition, values),
    );
    throw RefusedOperation.of('BAD_USER_INPUT', faults.slice(0, MAX_ERRORS));
  };
}

function faultsOf(
  schema: GraphQLSchema,
  definition: VariableDefinitionNode,
  values: Values,
): GraphQLError[] {
  const name = definition.variable.name.value;
  const type = typeFromAST(schema, definition.type);
  const given = Object.hasOwn(values, name);
  // Its default stands for it, or null.
  if (!isInputType(type) || (!given && (definition.defaultValue || !isNonNullType(type))))
    return [];
  if (!given) return [new GraphQLError(`$${name} must be given`, { nodes: definition })];
  const faults = new Set<string>();
  coerceInputValue(values[name], type, (path, value, error) => {
    const place = [`$${name}`, ...path].join('.');
    faults.add(`${place} ${ruleOf(typeAt(type, path), value, error)}`);
  });
  return [...faults].map((fault) => new GraphQLError(fault, { nodes: definition }));
}

function ruleOf(type: GraphQLInputType, value: unknown, error: GraphQLError): string {
  if (value === null || value === undefined) return 'must not be null';
  const named = getNamedType(type);
  if (isInputObjectType(named)) {
    return isObject(value)
      ? 'lacks a field that is required, or has one that is not known'
      : 'must be an object';
  }
  if (isEnumType(named)) return 'is not one of the values that it may have';
  // A scalar speaks of itself: of what the client was to write there.
  return `is not acceptable: ${(error.originalError ?? error).message}`;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && !Array.isArray(value);
}

function typeAt(type: GraphQLInputType, path: Path): GraphQLInputType {
  return path.reduce<GraphQLInputType>((outer, step) => {
    const inner = getNullableType(outer);
    if (isListType(inner) && typeof step === 'number') return inner.ofType;
    const named = getNamedType(inner);
    const field = isInputObjectType(named) ? named.getFields()[step] : undefined;
    return field?.type ?? named;
  }, type);
}
