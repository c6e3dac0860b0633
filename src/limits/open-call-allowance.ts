import type { CallAllowance } from '../fireblocks/outbound/call-allowance';
import type { Clock } from '../shared/clock';
import type { Logger } from '../shared/logger';
import { MemoryCallAllowance } from './memory-call-allowance';
import { RedisCallAllowance } from './redis-call-allowance';

interface CallAllowanceOptions {
  redisUrl: string | undefined;
  workspace: string;
  callsPerMinute: number;
  clock: Clock;
  log: Logger;
}

type OpenCallAllowance = CallAllowance & { close(): void };

/** Shared by all instances with Redis; without it each instance has the whole budget, and says so. */
export function openCallAllowance(options: CallAllowanceOptions): OpenCallAllowance {
  const { redisUrl, callsPerMinute, clock, log } = options;
  const told = { callsPerMinute };
  if (redisUrl !== undefined) {
    log.info(told, 'the Fireblocks budget is shared by all instances');
    return new RedisCallAllowance({ ...options, url: redisUrl });
  }
  log.info(told, 'the Fireblocks budget is per instance; set REDIS_URL to share it');
  return Object.assign(new MemoryCallAllowance(callsPerMinute, clock), { close: () => undefined });
}
