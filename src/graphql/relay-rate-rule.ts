import type { OperationRate } from '../limits/operation-rate';
import { rateLimitRule } from '../limits/rate-limit-rule';
import type { Reservations } from '../limits/reservations';
import { isReport } from '../rpc/rpc-message';

type Rule = ReturnType<typeof rateLimitRule>;

interface RelayRates {
  relayRpc: OperationRate;
  reportEvent: OperationRate;
}

/** Telemetry has an allowance of its own, so that no amount of it costs a device its signature. */
export function relayRateRule(reservations: Reservations, rates: RelayRates): Rule {
  const relays = rateLimitRule(reservations, rates.relayRpc);
  const reports = rateLimitRule(reservations, rates.reportEvent, 'report_event');
  return {
    resolve(parent, args: { input: { payload: string } }, ...rest) {
      const rule = isReport(args.input.payload) ? reports : relays;
      return rule.resolve(parent, args, ...rest);
    },
  };
}
