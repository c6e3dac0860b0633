import { AsyncLocalStorage } from 'node:async_hooks';

/** What one operation takes along, however deep: into log lines, and into the queue of its calls. */
export interface RequestScope {
  readonly requestId: string;
  /** Known once the token is verified. */
  caller?: string | undefined;
  /** Fires when the client goes away. */
  signal?: AbortSignal | undefined;
}

const storage = new AsyncLocalStorage<RequestScope>();

export function inRequestScope<Result>(scope: RequestScope, run: () => Result): Result {
  return storage.run(scope, run);
}

export function currentRequestScope(): RequestScope | undefined {
  return storage.getStore();
}
