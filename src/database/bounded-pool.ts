import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { DatabaseOverloadedError } from './errors';

type ConnectCallback = (
  error: Error | undefined,
  client: PoolClient | undefined,
  done: (release?: unknown) => void,
) => void;

export interface BoundedPoolConfig extends PoolConfig {
  /** How many operations may wait for a connection. */
  maxWaiting: number;
  /** Why nothing may be begun just now. */
  refusal?: () => Error | undefined;
}

/**
 * A connection pool with a bounded queue in front. `pg` itself queues without end, so that a slow
 * database would turn into memory and time-outs; here the caller is told at once.
 */
export class BoundedPool extends Pool {
  private readonly maxWaiting: number;
  private readonly refusal: () => Error | undefined;

  constructor({ maxWaiting, refusal = () => undefined, ...config }: BoundedPoolConfig) {
    super(config);
    this.maxWaiting = maxWaiting;
    this.refusal = refusal;
  }

  override connect(): Promise<PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<PoolClient> | undefined {
    const overloaded = this.waitingCount >= this.maxWaiting;
    const refusal = overloaded ? new DatabaseOverloadedError() : this.refusal();
    if (refusal) {
      if (!callback) return Promise.reject(refusal);
      callback(refusal, undefined, () => undefined);
      return undefined;
    }
    if (!callback) return super.connect();
    super.connect(callback);
    return undefined;
  }
}
