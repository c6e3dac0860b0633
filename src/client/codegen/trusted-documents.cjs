/**
 * graphql-codegen plugin: the manifest of all operations, `{ "<SHA-256>": "<text>" }`, as the client
 * preset's `persistedDocuments` would write it. Each text is what Apollo Client sends: fragments in
 * the order in which typed-document-node puts them, and `__typename` wherever the cache adds it.
 */
const { createHash } = require('node:crypto');
const { addTypenameToDocument } = require('@apollo/client/utilities');
const { Kind, concatAST, print, visit } = require('graphql');

module.exports = {
  plugin(_schema, documents) {
    const { definitions } = concatAST(documents.map(({ document }) => document));
    const fragments = new Map(
      definitions
        .filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)
        .map((fragment) => [fragment.name.value, fragment]),
    );
    const texts = definitions
      .filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
      .map((operation) => textOf(operation, fragments));
    const manifest = texts.map((text) => [sha256(text), text]).sort();
    return JSON.stringify(Object.fromEntries(manifest), null, 2);
  },
};

function textOf(operation, fragments) {
  const spread = spreadsOf(operation, fragments, 'before');
  // What other fragments need comes before what only the operation does.
  const needed = spread.flatMap((name) => spreadsOf(fragments.get(name), fragments, 'after'));
  const names = [...new Set([...needed, ...spread])];
  const definitions = [operation, ...names.map((name) => fragments.get(name))];
  return print(addTypenameToDocument({ kind: Kind.DOCUMENT, definitions }));
}

/** Names of the fragments that a definition spreads, itself or by them, each before or after these. */
function spreadsOf(definition, fragments, place) {
  const names = [];
  visit(definition, {
    FragmentSpread({ name }) {
      const below = spreadsOf(fragments.get(name.value), fragments, place);
      names.push(...(place === 'before' ? [name.value, ...below] : [...below, name.value]));
    },
  });
  return [...new Set(names)];
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}
