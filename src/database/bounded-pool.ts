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
}

/**
 * A connection pool with a bounded queue in front. `pg` itself queues without end, so that a slow
 * database would turn into memory and time-outs; here the caller is told at once.
 */
export class BoundedPool extends Pool {
  private readonly maxWaiting: number;

  constructor({ maxWaiting, ...config }: BoundedPoolConfig) {
    super(config);
    this.maxWaiting = maxWaiting;
  }

  override connect(): Promise<PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<PoolClient> | undefined {
    if (this.waitingCount >= this.maxWaiting) {
      if (!callback) return Promise.reject(new DatabaseOverloadedError());
      callback(new DatabaseOverloadedError(), undefined, () => undefined);
      return undefined;
    }
    if (!callback) return super.connect();
    super.connect(callback);
    return undefined;
  }
}
