import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { Random } from './random';
import { damaged, TEXTS } from './values';

const DIRECTIVES = ['', '', '', '', ' @include(if: true)', ' @skip(if: true)', ' @skip(if: $if)'];
const UNKNOWN = ['nothing', '__schema { types { name } }', '__type(name: "X") { name }', '...Lost'];

/** How often something of it does not fit the schema, and how often its text is damaged. */
const MISFIT = 0.02;
const DAMAGE = 0.2;
const DEEPEST = 5;

/** A document that is made up from the schema: any fields, fragments, aliases, literals, directives. */
export class DocumentMaker {
  private fragments: string[] = [];
  private names = 0;

  constructor(
    private readonly random: Random,
    private readonly schema: GraphQLSchema,
    private readonly ids: readonly string[],
  ) {}

  make(): string {
    const { random, schema } = this;
    this.fragments = [];
    const roots = [schema.getQueryType(), schema.getQueryType(), schema.getMutationType()];
    const root = random.pick(roots)!;
    const body = this.selection(root, 0);
    const kind = random.chance(MISFIT) ? 'subscription' : root.name.toLowerCase();
    const rest = [body, ...this.fragments].join('\n');
    const declares = rest.includes('$if') !== random.chance(MISFIT);
    const text = `${kind} A${declares ? '($if: Boolean! = false)' : ''} ${rest}`;
    return random.chance(DAMAGE) ? damaged(random, text) : text;
  }

  private selection(type: GraphQLObjectType, depth: number): string {
    const { random } = this;
    const fields = Object.values(type.getFields()).filter(
      (field) => depth < DEEPEST || isLeafType(getNamedType(field.type)),
    );
    const count = depth === 0 ? random.pick([1, 1, 1, 1, 2, 12]) : random.pick([1, 1, 2, 5]);
    const parts = Array.from({ length: count }, () => this.field(random.pick(fields), depth));
    if (random.chance(0.1)) parts.push('__typename');
    if (random.chance(MISFIT)) parts.push(random.pick(UNKNOWN));
    const body = `{ ${parts.join(' ')} }`;
    if (random.chance(0.1)) return `{ ... on ${type.name} ${body} }`;
    if (!random.chance(0.1)) return body;
    const name = `F${this.fragments.length}`;
    // Now and then it contains itself.
    const cycle = random.chance(0.1) ? ` ...${name}` : '';
    this.fragments.push(`fragment ${name} on ${type.name} { ${parts.join(' ')}${cycle} }`);
    return `{ ...${name} }`;
  }

  private field(
    field: { name: string; args: readonly GraphQLArgument[]; type: unknown } | undefined,
    depth: number,
  ): string {
    const { random } = this;
    if (!field) return '__typename';
    const given = field.args
      .filter((arg) => isNonNullType(arg.type) || random.chance(0.4))
      .filter(() => !random.chance(MISFIT))
      .map((arg) => `${arg.name}: ${this.literal(arg.type, 0)}`);
    // What is asked for twice, in two ways, needs a name of its own.
    const twice = field.args.length > 0 && !random.chance(MISFIT);
    const alias = twice || random.chance(0.02) ? `a${(this.names += 1)}: ` : '';
    const args = given.length > 0 ? `(${given.join(', ')})` : '';
    const type = getNamedType(field.type as GraphQLObjectType);
    const below = isObjectType(type) ? ` ${this.selection(type, depth + 1)}` : '';
    return `${alias}${field.name}${args}${random.pick(DIRECTIVES)}${below}`;
  }

  private literal(type: GraphQLInputType, depth: number): string {
    const { random } = this;
    if (random.chance(MISFIT))
      return random.pick(['null', '[]', '{}', '$if', '$lost', 'true', '""']);
    const nullable = getNullableType(type);
    if (isListType(nullable)) {
      const items = Array.from({ length: random.below(4) }, () =>
        this.literal(nullable.ofType, depth + 1),
      );
      return `[${items.join(', ')}]`;
    }
    if (isEnumType(nullable)) return random.pick(nullable.getValues()).name;
    if (isInputObjectType(nullable)) {
      const fields = Object.values(nullable.getFields())
        .filter(({ type: of }) => isNonNullType(of) || (depth < 3 && random.chance(0.4)))
        .map(({ name, type: of }) => `${name}: ${this.literal(of, depth + 1)}`);
      return `{ ${fields.join(', ')} }`;
    }
    const { name } = getNamedType(type);
    if (name === 'Boolean') return random.pick(['true', 'false']);
    if (name === 'Int') return random.pick(['-1', '0', '1', '100', '101', '2147483648', '1e3']);
    const text = random.chance(0.7) ? random.pick(this.ids) : random.pick(TEXTS);
    return random.chance(0.05) ? `"""${text.replaceAll('"', '')}"""` : JSON.stringify(text);
  }
}
