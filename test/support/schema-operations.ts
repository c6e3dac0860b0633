import {
  getNamedType,
  getNullableType,
  isInputObjectType,
  isNonNullType,
  isLeafType,
  isListType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/** Something that a client may fill in, such as `input.destination.walletId`. */
export interface Place {
  path: string[];
  /** The named type, such as `ID`. */
  type: string;
  required: boolean;
}

/** An operation that gives every argument by a variable and asks for all that it can reach. */
export interface SchemaOperation {
  /** Such as `Query.wallet`. */
  field: string;
  document: string;
  places: Place[];
}

/** Beyond it lies what other operations reach as well. */
const DEPTH = 3;

/** One for each root field of the schema, arguments of the fields below it included. */
export function operationsOf(schema: GraphQLSchema): SchemaOperation[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return roots.flatMap((root) =>
    root ? Object.keys(root.getFields()).map((name) => operationOf(root, name)) : [],
  );
}

function operationOf(root: GraphQLObjectType, name: string): SchemaOperation {
  const field = root.getFields()[name]!;
  const variables = new Map<string, { type: string; places: Place[] }>();
  const call = callOf(name, field.args, variables, '');
  const selection = selectionOf(field.type, DEPTH, variables);
  const declared = [...variables].map(([variable, { type }]) => `$${variable}: ${type}`);
  const head = declared.length > 0 ? `(${declared.join(', ')})` : '';
  return {
    field: `${root.name}.${name}`,
    document: `${root.name.toLowerCase()} ${head} { ${call}${selection} }`,
    places: [...variables.values()].flatMap(({ places }) => places),
  };
}

type Variables = Map<string, { type: string; places: Place[] }>;

function callOf(
  name: string,
  args: readonly GraphQLArgument[],
  variables: Variables,
  prefix: string,
): string {
  if (args.length === 0) return name;
  const given = args.map((arg) => {
    const variable = `${prefix}${arg.name}`;
    // With a default, the variable may be left out.
    const type = String(arg.defaultValue === undefined ? arg.type : getNullableType(arg.type));
    variables.set(variable, { type, places: placesOf([variable], arg) });
    return `${arg.name}: $${variable}`;
  });
  return `${name}(${given.join(', ')})`;
}

function placesOf(path: string[], { type, defaultValue }: GraphQLArgument | GraphQLInputField) {
  const named = getNamedType(type);
  if (isInputObjectType(named) && !isListType(getNullableType(type))) {
    return Object.values(named.getFields()).flatMap((field): Place[] =>
      placesOf([...path, field.name], field),
    );
  }
  const required = isNonNullType(type) && defaultValue === undefined;
  return [{ path, type: named.name, required }];
}

function selectionOf(type: GraphQLOutputType, depth: number, variables: Variables): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const fields = Object.values(named.getFields()).flatMap((field) => {
    if (isLeafType(getNamedType(field.type))) return field.args.length === 0 ? [field.name] : [];
    if (depth === 0 || (depth < DEPTH && field.args.length > 0)) return [];
    const call = callOf(field.name, field.args, variables, `${field.name}_`);
    const selection = selectionOf(field.type, depth - 1, variables);
    return selection === '' ? [] : [`${call}${selection}`];
  });
  return fields.length === 0 ? '' : ` { ${fields.join(' ')} }`;
}
