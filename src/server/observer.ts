import type { OutboundEvent, UpstreamCall } from '../fireblocks/fireblocks';
import type { ObservedOperation } from '../graphql/operation-observer';
import type { Logger } from '../shared/logger';
import type { Metrics } from './metrics';

/** What the parts tell while they work, as metrics and log lines. Never a token, key or payload. */
export function createObserver(metrics: Metrics, log: Logger) {
  return {
    operation: (operation: ObservedOperation): void => {
      const { context, transport, type, field, outcome, durationMs } = operation;
      metrics.operation(type, field, transport, outcome, durationMs);
      const { caller, clientAddress, requestId } = context;
      const ms = Math.round(durationMs);
      log.info(
        {
          requestId,
          caller: caller?.id ?? null,
          clientAddress,
          transport,
          type,
          field,
          outcome,
          ms,
        },
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
    outbound: (event: OutboundEvent): void => {
      metrics.outbound(event);
      if (event.type === 'paused') {
        const { operation, ms } = event;
        log.warn({ operation, ms }, 'fireblocks asked to pause: 429');
      }
      if (event.type !== 'breaker') return;
      const { api, state } = event;
      if (state === 'closed') log.info({ api }, 'fireblocks answers again');
      else log.warn({ api, breaker: state }, 'fireblocks fails: its calls are held back');
    },
    relay: (method: string, outcome: string, ms: number): void => {
      metrics.relay(method, outcome, ms);
    },
    reconciled: (found: 'quiet' | 'sweep'): void => {
      metrics.reconciled(found);
    },
    applied: (lagMs: number): void => {
      metrics.applied(lagMs);
    },
  };
}
