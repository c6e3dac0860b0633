import type { ApolloServerOptions } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

type ApolloDocumentStore = Exclude<ApolloServerOptions<object>['documentStore'], null | undefined>;

const MAX_DOCUMENTS = 500;

/** Characters. A document within the token limit is far shorter, unless it is padded by comments. */
const MAX_LENGTH = 16_384;

/**
 * Documents that have passed parsing and validation. A document keeps its whole text, of which
 * comments count for no limit: what is long is not remembered, or strangers could fill the memory.
 */
export function createDocumentCache(): LRUCache<string, DocumentNode> {
  return new LRUCache({
    max: MAX_DOCUMENTS,
    maxEntrySize: MAX_LENGTH,
    sizeCalculation: ({ loc }) => loc?.source.body.length ?? MAX_LENGTH,
  });
}

/** The same for Apollo Server, whose own store measures a document without its text. */
export function createDocumentStore(): ApolloDocumentStore {
  const cache = createDocumentCache();
  return {
    get: (key) => Promise.resolve(cache.get(key)),
    set(key, document) {
      cache.set(key, document);
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(cache.delete(key)),
  };
}
