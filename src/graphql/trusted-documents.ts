import { z } from 'zod';
import type { OperationSettings } from '../settings/operation-settings';
import type { Logger } from '../shared/logger';
import type { Documents } from './documents';
import type { OperationRequest } from './prepare-operation';
import { RefusedOperation } from './refused-operation';

/** As Apollo Client's persisted query link sends it, over HTTP and within graphql-ws. */
const extensionSchema = z.object({
  persistedQuery: z.object({ version: z.literal(1), sha256Hash: z.string() }),
});

/** Documents that are known beforehand, by a manifest made together with the apps. */
export class TrustedDocuments {
  private readonly texts: ReadonlySet<string>;

  constructor(private readonly settings: OperationSettings) {
    this.texts = new Set(settings.documents.values());
  }

  /**
   * The text of the document that is asked for: of a hash that is known, whatever text is sent with
   * it. Throws {@link RefusedOperation}.
   */
  textOf({ query, extensions }: OperationRequest): string {
    const id = extensions ? idOf(extensions) : undefined;
    const known = id === undefined ? undefined : this.settings.documents.get(id);
    if (known !== undefined) return known;
    if (this.settings.trustedOnly && (query || id !== undefined)) {
      if (query && this.texts.has(query)) return query;
      throw RefusedOperation.because(
        'UNTRUSTED_DOCUMENT',
        'only documents of the manifest are admitted, and this one is not among them',
      );
    }
    if (query) return query;
    throw RefusedOperation.because('BAD_REQUEST', id === undefined ? NO_QUERY : this.unknown());
  }

  /** Apps that are older or newer than the gateway may have such; they alone suffer from it. */
  reportUnfit(documents: Pick<Documents, 'read'>, log: Pick<Logger, 'warn'>): void {
    for (const [id, text] of this.settings.documents) {
      try {
        documents.read(text, false);
      } catch (error) {
        if (!(error instanceof RefusedOperation)) throw error;
        const reasons = error.errors.map(({ message }) => message);
        log.warn({ id, reasons }, 'a trusted document does not fit the schema');
      }
    }
  }

  /** The words by which Apollo Client knows that it has to send the text. */
  private unknown(): string {
    return this.texts.size > 0 ? 'PersistedQueryNotFound' : 'PersistedQueryNotSupported';
  }
}

const NO_QUERY = 'a request needs a `query` that is not empty';

function idOf(extensions: NonNullable<OperationRequest['extensions']>): string | undefined {
  return extensionSchema.safeParse(extensions).data?.persistedQuery.sha256Hash;
}
