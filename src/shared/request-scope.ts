import { AsyncLocalStorage } from 'node:async_hooks';

/** What an operation is called in log lines. */
export interface OperationLabel {
  readonly type: string;
  /** The first root field. */
  readonly field: string;
  /** The name that its client has given it. */
  readonly operationName?: string;
}

/** What one operation takes along, however deep: into log lines, and into the queue of its calls. */
export interface RequestScope {
  readonly requestId: string;
  /** Known once the token is verified. */
  caller?: string | undefined;
  /** Known once the document is read. */
  operation?: OperationLabel | undefined;
  /** Fires when the client goes away. */
  signal?: AbortSignal | undefined;
}

const storage = new AsyncLocalStorage<RequestScope | undefined>();

export function inRequestScope<Result>(scope: RequestScope, run: () => Result): Result {
  return storage.run(scope, run);
}

/** For work that an operation only sets off: it is not its caller's, and does not end with it. */
export function outsideRequestScope<Result>(run: () => Result): Result {
  return storage.run(undefined, run);
}

export function currentRequestScope(): RequestScope | undefined {
  return storage.getStore();
}
