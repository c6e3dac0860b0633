import type { Logger } from '../shared/logger';
import type { OperationLabel } from '../shared/request-scope';
import type { Caller } from './caller';
import type { Usage } from './usage';

/** Where resolvers are found: each made once, by the composition root. */
export interface Container {
  get<Instance>(type: abstract new (...parameters: never[]) => Instance): Instance;
}

/** What every resolver is given, on both transports; a new one for each operation. */
export interface Context {
  /** Null when no token was presented. A bad token never gets this far. */
  readonly caller: Caller | null;
  /** Stands in the log lines, the error extensions and the `x-request-id` response header. */
  readonly requestId: string;
  /** Behind trusted proxies the one that they name; null when it cannot be told. */
  readonly clientAddress: string | null;
  readonly log: Logger;
  /** Aborted when the client goes away, so that nobody works for a closed connection. */
  readonly signal: AbortSignal;
  readonly container: Container;
  /** What the operation takes of the caller's allowances. */
  readonly usage: Usage;
  /** Known once the document is read. */
  operation?: OperationLabel;
}
