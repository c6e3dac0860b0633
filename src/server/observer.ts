import type { UpstreamCall } from '../fireblocks/fireblocks';
import type { ObservedOperation } from '../graphql/operation-observer';
import type { Logger } from '../shared/logger';
import type { Metrics } from './metrics';

/** What the parts tell while they work, as metrics and log lines. Never a token, key or payload. */
export function createObserver(metrics: Metrics, log: Logger) {
  return {
    operation: (operation: ObservedOperation): void => {
      const { context, transport, type, field, outcome, durationMs } = operation;
      metrics.operation(type, field, transport, outcome, durationMs);
      const { caller, requestId } = context;
      const ms = Math.round(durationMs);
      log.info(
        { requestId, caller: caller?.id ?? null, transport, type, field, outcome, ms },
        'operation',
      );
    },
    upstreamCall: (call: UpstreamCall): void => {
      metrics.upstream(call);
      const { requestId: upstreamRequestId, durationMs, ...rest } = call;
      const line = { ...rest, upstreamRequestId, ms: Math.round(durationMs) };
      if (call.outcome === 'ok') log.debug(line, 'fireblocks');
      else log.warn(line, 'fireblocks');
    },
    relay: (method: string, outcome: string, ms: number): void => {
      metrics.relay(method, outcome, ms);
    },
    applied: (lagMs: number): void => {
      metrics.applied(lagMs);
    },
  };
}
