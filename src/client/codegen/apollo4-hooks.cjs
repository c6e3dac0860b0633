/**
 * graphql-codegen plugin: a typed hook of Apollo Client 4 for each operation. Goes into a file of
 * its own, so that the documents can be used where there is no React.
 *
 * config.documentsFrom: the module with the operations' types and documents.
 */
const { Kind, concatAST, visit } = require('graphql');

module.exports = {
  plugin(_schema, documents, { documentsFrom }) {
    const names = new Set();
    const types = new Set();
    const imports = new Set();
    const hooks = [];
    visit(concatAST(documents.map(({ document }) => document)), {
      OperationDefinition(operation) {
        const hook = describe(operation);
        names.add(hook.document);
        types.add(hook.data).add(hook.variables);
        hooks.push(...WRITERS[operation.operation](hook, imports));
      },
    });
    return {
      prepend: [
        `import { ${sorted(imports)} } from '@apollo/client/react';`,
        `import { ${sorted(names)} } from '${documentsFrom}';`,
        `import type { ${sorted(types)} } from '${documentsFrom}';`,
      ],
      content: ['', ...hooks].join('\n\n'),
    };
  },
};

const WRITERS = {
  // `returnPartialData` would make the type of `data` a lie.
  query(hook, imports) {
    imports.add('useQuery').add('useLazyQuery').add('type SkipToken');
    const complete = '{ returnPartialData?: false }';
    return [
      lines(
        `export function use${hook.name}Query(`,
        `  options${hook.optional}: SkipToken | (useQuery.Options<${hook.generics}> & ${complete}),`,
        ') {',
        `  return useQuery<${hook.generics}>(${hook.document}, options${hook.orEmpty});`,
        '}',
      ),
      lines(
        `export function use${hook.name}LazyQuery(`,
        `  options?: useLazyQuery.Options<${hook.generics}> & ${complete},`,
        ') {',
        `  return useLazyQuery<${hook.generics}>(${hook.document}, options);`,
        '}',
      ),
    ];
  },

  // Variables belong to the call: given to the hook, they would make the call's optional.
  mutation(hook, imports) {
    imports.add('useMutation');
    return [
      lines(
        `export function use${hook.name}Mutation(`,
        `  options?: Omit<useMutation.Options<${hook.generics}>, 'variables'>,`,
        `): useMutation.ResultTuple<${hook.generics}> {`,
        `  return useMutation<${hook.generics}>(${hook.document}, options);`,
        '}',
      ),
    ];
  },

  subscription(hook, imports) {
    imports.add('useSubscription').add('type SkipToken');
    return [
      lines(
        `export function use${hook.name}Subscription(`,
        `  options${hook.optional}: SkipToken | useSubscription.Options<${hook.generics}>,`,
        ') {',
        `  return useSubscription<${hook.generics}>(${hook.document}, options${hook.orEmpty});`,
        '}',
      ),
    ];
  },
};

/** The names that typescript-operations and typed-document-node give to an operation's parts. */
function describe({ name, operation, variableDefinitions }) {
  if (!name) throw new Error('every operation needs a name');
  const pascal = upperFirst(name.value);
  const data = pascal + upperFirst(operation);
  const required = variableDefinitions.some(
    ({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && !defaultValue,
  );
  return {
    name: pascal,
    data,
    variables: `${data}Variables`,
    generics: `${data}, ${data}Variables`,
    document: `${pascal}Document`,
    optional: required ? '' : '?',
    orEmpty: required ? '' : ' ?? {}',
  };
}

function upperFirst(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function sorted(names) {
  return [...names].sort().join(', ');
}

function lines(...parts) {
  return parts.join('\n');
}
