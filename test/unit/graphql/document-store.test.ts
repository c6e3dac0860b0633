import { parse, type DocumentNode } from 'graphql';
import { createDocumentCache, createDocumentStore } from '../../../src/graphql/document-store';

function documentOf(length: number): DocumentNode {
  const start = '{ me { id } } #';
  return parse(start + 'x'.repeat(length - start.length));
}

describe('the documents that are remembered', () => {
  it('are as many as five hundred, the longest unused being forgotten', () => {
    const cache = createDocumentCache();
    const document = documentOf(100);
    for (let i = 0; i < 501; i += 1) cache.set(String(i), document);
    expect(cache.size).toBe(500);
    expect(cache.get('0')).toBeUndefined();
    expect(cache.get('500')).toBe(document);
  });

  it('have up to 16,384 characters, comments included', () => {
    const cache = createDocumentCache();
    cache.set('fits', documentOf(16_384));
    cache.set('long', documentOf(16_385));
    expect([...cache.keys()]).toEqual(['fits']);
  });

  it('are remembered for Apollo Server in the same way', async () => {
    const store = createDocumentStore();
    const document = documentOf(100);
    await store.set('short', document);
    await store.set('long', documentOf(16_385));
    expect(await store.get('short')).toBe(document);
    expect(await store.get('long')).toBeUndefined();
    await store.delete('short');
    expect(await store.get('short')).toBeUndefined();
  });
});
