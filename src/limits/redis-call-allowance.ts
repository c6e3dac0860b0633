import { z } from 'zod';
import type { CallAllowance, Claim, Wait } from '../fireblocks/outbound/call-allowance';
import type { Clock } from '../shared/clock';
import type { Logger } from '../shared/logger';
import { smoothRate } from './call-rates';
import { connectRedis, reasonOf } from './connect-redis';
import { GCRA } from './gcra-script';
import { MemoryCallAllowance } from './memory-call-allowance';

/** For each claim: milliseconds, and by what it has to wait. */
const TAKE = `${GCRA}
local waits = {}
local whole = 0
for claim = 1, (#KEYS - 1) / 2 do
  local holder = KEYS[claim * 2]
  local paused = redis.call('PTTL', KEYS[claim * 2 + 1])
  local all = 0
  if whole == 0 then whole, all = decide(KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])) end
  if paused > 0 then
    waits[claim] = {paused, 'endpoint'}
  elseif whole > 0 then
    waits[claim] = {whole, 'budget'}
  else
    local own, next = decide(holder, tonumber(ARGV[claim * 2 + 1]), tonumber(ARGV[claim * 2 + 2]))
    if own == 0 then
      keep(KEYS[1], all)
      keep(holder, next)
    end
    waits[claim] = {own, 'holder'}
  end
end
return waits
`;

const PAUSE = `
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then
  redis.call('SET', KEYS[1], '', 'PX', ARGV[1])
end
`;

const waits = z.array(z.tuple([z.number(), z.enum(['budget', 'holder', 'endpoint'])]));

/** After a failure Redis is not asked for so long, since each call would wait for its time-out. */
const LEAVE_ALONE_MS = 1_000;

/** Of the budget, while its sharing is interrupted: two instances together stay within it. */
const SHARE_ALONE = 0.5;

interface RedisCallAllowanceOptions {
  url: string;
  /** Names the workspace; gateways of another one may use the same Redis. */
  workspace: string;
  callsPerMinute: number;
  clock: Clock;
  log: Logger;
}

/** The workspace's budget, shared by all instances. While Redis is away each takes half of it. */
export class RedisCallAllowance implements CallAllowance {
  readonly callsPerMinute: number;
  private readonly redis;
  private readonly alone: MemoryCallAllowance;
  private readonly prefix: string;
  private askAgainAt = 0;

  constructor(private readonly options: RedisCallAllowanceOptions) {
    const { url, workspace, callsPerMinute, clock, log } = options;
    this.callsPerMinute = callsPerMinute;
    this.alone = new MemoryCallAllowance(callsPerMinute * SHARE_ALONE, clock);
    // The braces keep all keys of a script in one slot of a Redis cluster.
    this.prefix = `ncw-gateway:calls:{${workspace}}:`;
    this.redis = connectRedis(url, (reason) => {
      log.warn({ reason }, 'redis is away: half of the Fireblocks budget is used meanwhile');
    });
  }

  take(claims: readonly Claim[]): Wait[] | Promise<Wait[]> {
    return this.options.clock() < this.askAgainAt ? this.alone.take(claims) : this.ask(claims);
  }

  pause(endpoint: string, ms: number): void {
    this.redis.eval(PAUSE, 1, this.pauseKey(endpoint), Math.ceil(ms)).catch((error: unknown) => {
      this.options.log.debug(
        { reason: reasonOf(error) },
        'a pause of Fireblocks could not be shared',
      );
    });
  }

  close(): void {
    this.redis.disconnect();
  }

  private async ask(claims: readonly Claim[]): Promise<Wait[]> {
    const ofClaims = claims.flatMap(({ holder, endpoint }) => [
      this.key(holder),
      this.pauseKey(endpoint),
    ]);
    const keys = [this.key('all'), ...ofClaims];
    const rates = [1, ...claims.map(({ share }) => share)].flatMap((share) => {
      const { max, windowMs } = smoothRate(this.callsPerMinute * share);
      return [max, windowMs];
    });
    try {
      const answer = await this.redis.eval(TAKE, keys.length, ...keys, ...rates);
      return waits.parse(answer).map(([ms, by]) => ({ ms, by }));
    } catch (error) {
      this.askAgainAt = this.options.clock() + LEAVE_ALONE_MS;
      this.options.log.debug(
        { reason: reasonOf(error) },
        'calls to Fireblocks are budgeted without redis',
      );
      return this.alone.take(claims);
    }
  }

  private pauseKey(endpoint: string): string {
    return this.key(`pause:${endpoint}`);
  }

  private key(name: string): string {
    return `${this.prefix}${name}`;
  }
}
