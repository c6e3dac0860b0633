import { join } from 'node:path';
import { z } from 'zod';
import { sha256 } from '../shared/digest';
import type { SettingsReader } from './settings-reader';

/** Which documents are admitted. */
export interface OperationSettings {
  /** Whether documents that are not {@link documents} are refused. */
  trustedOnly: boolean;
  /** Texts by their SHA-256 in hexadecimal digits, which clients may send in their place. */
  documents: ReadonlyMap<string, string>;
}

type Manifest = Readonly<Record<string, string>>;

/** Of the gateway's own client. */
const OWN = join(__dirname, '../../src/client/generated/trusted-documents.json');

/** As graphql-codegen writes it (`persistedDocuments` of its client preset), or Apollo's tool. */
const manifestSchema = z.union([
  z
    .object({
      format: z.literal('apollo-persisted-query-manifest'),
      version: z.literal(1),
      operations: z.array(z.object({ id: z.string(), body: z.string() })),
    })
    .transform(({ operations }): Manifest => {
      return Object.fromEntries(operations.map(({ id, body }) => [id, body]));
    }),
  z.record(z.string(), z.string()),
]);

export function readOperations(read: SettingsReader): OperationSettings {
  const trustedOnly = read.oneOf('OPERATIONS', ['any', 'trusted'], 'any') === 'trusted';
  const paths = read.list('TRUSTED_DOCUMENTS') ?? (trustedOnly ? [OWN] : []);
  const documents = paths.flatMap((path) => Object.entries(readManifest(read, path)));
  return { trustedOnly, documents: new Map(documents) };
}

function readManifest(read: SettingsReader, path: string): Manifest {
  const text = read.file('TRUSTED_DOCUMENTS', path);
  if (text === undefined) return {};
  const parsed = manifestSchema.safeParse(parseJson(text));
  const fault = parsed.success ? faultOf(parsed.data) : NO_MANIFEST;
  if (fault === undefined) return parsed.data ?? {};
  read.fault('TRUSTED_DOCUMENTS', `names "${path}", ${fault}`);
  return {};
}

const NO_MANIFEST =
  'which is no manifest: a JSON object of documents by their SHA-256, or a manifest of Apollo’s tool';

function faultOf(manifest: Manifest): string | undefined {
  const documents = Object.entries(manifest);
  if (documents.length === 0) return 'which has no documents';
  const misnamed = documents.find(([id, text]) => sha256(text) !== id)?.[0];
  if (misnamed === undefined) return undefined;
  const id = misnamed.slice(0, 64);
  return `whose document "${id}" is not named by its SHA-256 (graphql-codegen: hashAlgorithm sha256)`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
