import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOperations } from '../../../src/settings/operation-settings';
import { SettingsReader } from '../../../src/settings/settings-reader';
import { sha256 } from '../../../src/shared/digest';

const folder = mkdtempSync(join(tmpdir(), 'ncw-manifests-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

let files = 0;
function file(content: unknown): string {
  const path = join(folder, `${(files += 1)}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function read(environment: Record<string, string>) {
  const reader = new SettingsReader(environment);
  const { trustedOnly, documents } = readOperations(reader);
  return { trustedOnly, texts: [...documents.values()].sort(), faults: reader.faults };
}

const A = '{ a }';
const B = 'query B { b }';
const byCodegen = (...texts: string[]) =>
  file(Object.fromEntries(texts.map((text) => [sha256(text), text])));
const byApollo = (...texts: string[]) =>
  file({
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: texts.map((body) => ({ id: sha256(body), name: 'N', type: 'query', body })),
  });

describe('the documents that are admitted', () => {
  it('are any, and none is known beforehand, unless something is said', () => {
    expect(read({})).toEqual({ trustedOnly: false, texts: [], faults: [] });
  });

  it('are those of the gateway’s own client where only trusted ones are', () => {
    const { trustedOnly, texts, faults } = read({ OPERATIONS: 'trusted' });
    expect([trustedOnly, faults]).toEqual([true, []]);
    expect(texts.join('\n')).toContain('mutation RelayRpc(');
  });

  it('are those of the manifests that are named, and no others', () => {
    const TRUSTED_DOCUMENTS = `${byCodegen(A)}, ${byApollo(B, A)}`;
    const both = { texts: [B, A], faults: [] };
    expect(read({ OPERATIONS: 'trusted', TRUSTED_DOCUMENTS })).toEqual({
      trustedOnly: true,
      ...both,
    });
    expect(read({ TRUSTED_DOCUMENTS })).toEqual({ trustedOnly: false, ...both });
  });

  it('are refused with a sentence when OPERATIONS is something else', () => {
    const problem = 'is "persisted"; use any, trusted';
    expect(read({ OPERATIONS: 'persisted' }).faults).toEqual([{ name: 'OPERATIONS', problem }]);
  });

  const NO_MANIFEST =
    'which is no manifest: a JSON object of documents by their SHA-256, or a manifest of Apollo’s tool';
  it.each([
    ['missing', () => join(folder, 'nowhere.json'), 'cannot be read (there is no such file)'],
    ['a folder', () => folder, 'cannot be read (no permission, or no file)'],
    ['empty', () => file(' '), 'is empty'],
    ['no JSON', () => file('{ a }'), NO_MANIFEST],
    ['a list', () => file([A]), NO_MANIFEST],
    ['an object of something else', () => file({ a: 1 }), NO_MANIFEST],
    [
      'of another version',
      () => file({ format: 'apollo-persisted-query-manifest', version: 2, operations: [] }),
      NO_MANIFEST,
    ],
    ['without documents', () => file({}), 'which has no documents'],
    [
      'of another hash',
      () => file({ abc: A }),
      'whose document "abc" is not named by its SHA-256 (graphql-codegen: hashAlgorithm sha256)',
    ],
    [
      'changed',
      () => file({ [sha256(A)]: `${A} ` }),
      `whose document "${sha256(A)}" is not named by its SHA-256`,
    ],
  ])('are not known where a manifest is %s, which is said', (_what, path, sentence) => {
    const named = path();
    const { texts, faults } = read({ TRUSTED_DOCUMENTS: `${byCodegen(A)},${named}` });
    expect(texts).toEqual([A]);
    expect(faults.map(({ name }) => name)).toEqual(['TRUSTED_DOCUMENTS']);
    expect(faults[0]?.problem).toContain(`names "${named}", `);
    expect(faults[0]?.problem).toContain(sentence);
  });
});
