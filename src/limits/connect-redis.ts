import { Redis } from 'ioredis';

const COMMAND_TIMEOUT_MS = 500;

/** A connection on which commands fail at once while Redis is away, and soon when it hangs. */
export function connectRedis(url: string, onAway: (reason: string) => void): Redis {
  const redis = new Redis(url, {
    commandTimeout: COMMAND_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
  });
  redis.on('error', (error) => {
    onAway(reasonOf(error));
  });
  return redis;
}

/** For logs, not the error itself: it carries the command that failed, and with AUTH the password. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
