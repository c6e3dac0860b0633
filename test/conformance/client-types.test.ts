import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  Kind,
  OperationTypeNode,
  parse,
  print,
  type OperationDefinitionNode,
} from 'graphql';
import * as ts from 'typescript';
import { Documents } from '../../src/graphql/documents';
import * as documents from '../../src/client/generated/graphql';
import * as hooks from '../../src/client/generated/hooks';
import * as fixture from './client-types';

const DOCUMENTS = 'src/client/documents';
const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
const sources = readdirSync(DOCUMENTS).map((name) => readFileSync(join(DOCUMENTS, name), 'utf8'));
const operations = sources
  .flatMap((source) => parse(source).definitions)
  .filter(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === Kind.OPERATION_DEFINITION,
  );

describe('the documents that frontends use', () => {
  const gateway = new Documents({ schema, introspection: false });

  it.each(operations.map((operation) => operation.name?.value ?? ''))(
    '%s passes the limits that the gateway sets for any operation',
    (name) => {
      const document = Object.entries(documents).find(([key]) => key === `${name}Document`)?.[1];
      expect(gateway.read(print(document!), false).kind).toBe(Kind.DOCUMENT);
    },
  );

  it('cover every mutation and subscription', () => {
    const roots = [schema.getMutationType(), schema.getSubscriptionType()];
    const offered = roots.flatMap((type) => Object.keys(type?.getFields() ?? {}));
    const used = operations.flatMap(({ selectionSet }) =>
      selectionSet.selections.map((field) => (field.kind === Kind.FIELD ? field.name.value : '')),
    );
    expect(used).toEqual(expect.arrayContaining(offered));
  });
});

describe('the generated code', () => {
  it('has a hook for each operation', () => {
    const expected = operations.flatMap(({ name, operation }) => {
      const pascal = name?.value ?? '';
      if (operation === OperationTypeNode.QUERY)
        return [`use${pascal}Query`, `use${pascal}LazyQuery`];
      return [
        `use${pascal}${operation === OperationTypeNode.MUTATION ? 'Mutation' : 'Subscription'}`,
      ];
    });
    expect(Object.keys(hooks).sort()).toEqual(expected.sort());
  });

  it('accepts right uses and refuses wrong ones, under the project’s compiler options', () => {
    expect(Object.keys(fixture)).not.toHaveLength(0);
    expect(compile('test/conformance/client-types.ts')).toEqual([]);
  });
});

/** What the compiler says of one file of the project. */
function compile(file: string): string[] {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const program = ts.createProgram([file], options);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
