import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  printSchema,
  type GraphQLNamedType,
  type GraphQLObjectType,
} from 'graphql';
import { permissionMap } from '../../../src/graphql/permissions';
import { buildApiSchema } from '../../../src/graphql/schema';
import { MemoryReservations } from '../../../src/limits/reservations';

const schema = buildApiSchema();
const rate = { max: 1, windowMs: 1 };
const map = permissionMap(
  {
    createWallet: rate,
    assignDevice: rate,
    createTransaction: rate,
    relayRpc: rate,
    reportEvent: rate,
    other: rate,
  },
  new MemoryReservations(() => 0),
);

const ROOTS: [keyof typeof map, GraphQLObjectType | null | undefined][] = [
  ['Query', schema.getQueryType()],
  ['Mutation', schema.getMutationType()],
  ['Subscription', schema.getSubscriptionType()],
];

const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

interface Described {
  path: string;
  description: string | null | undefined;
}

/** A type and everything within it that can have a description. */
function describedBy(type: GraphQLNamedType): Described[] {
  const own = { path: type.name, description: type.description };
  if (isEnumType(type)) {
    return [
      own,
      ...type.getValues().map(({ name, description }) => ({
        path: `${type.name}.${name}`,
        description,
      })),
    ];
  }
  if (isInputObjectType(type)) {
    return [own, ...Object.values(type.getFields()).map((field) => at(type.name, field))];
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [own];
  const fields = Object.values(type.getFields()).flatMap((field) => [
    at(type.name, field),
    ...field.args.map((argument) => at(`${type.name}.${field.name}`, argument)),
  ]);
  return isRoot(type) ? fields : [own, ...fields];
}

/** The three root types are known to everybody, and type-graphql describes them with nothing. */
function isRoot(type: GraphQLNamedType): boolean {
  return ROOTS.some(([, root]) => root === type);
}

function at(
  path: string,
  { name, description }: { name: string; description?: string | null | undefined },
) {
  return { path: `${path}.${name}`, description };
}

describe('the permission map', () => {
  it.each(ROOTS)(
    'has a rule for each field of %s, and for none that does not exist',
    (name, root) => {
      const fields = Object.keys(root?.getFields() ?? {});
      expect(fields.length).toBeGreaterThan(0);
      const { '*': fallback, ...rules } = map[name];
      expect(fallback).toBeDefined();
      expect(Object.keys(rules).sort()).toEqual(fields.sort());
    },
  );
});

describe('the schema', () => {
  it('describes every type, field, argument, input and enum value in a sentence', () => {
    const all = types.flatMap(describedBy);
    expect(all.length).toBeGreaterThan(200);
    const silent = all.filter(({ description }) => !/^[A-Z0-9`].*[.!?]$/s.test(description ?? ''));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('gives each mutation one input, named after it', () => {
    const fields = Object.values(schema.getMutationType()?.getFields() ?? {});
    for (const { name, args } of fields) {
      const [input, ...others] = args;
      expect(others).toEqual([]);
      expect(input?.name).toBe('input');
      expect(String(input?.type)).toBe(`${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`);
    }
  });

  it('is what schema.graphql says, sorted', () => {
    const committed = readFileSync(join(__dirname, '../../../schema.graphql'), 'utf8');
    expect(committed.trim()).toBe(printSchema(lexicographicSortSchema(schema)).trim());
  });
});
