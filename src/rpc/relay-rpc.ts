import type { Context } from '../api/context';
import { toGatewayError } from '../api/error-map';
import { requireCaller } from '../api/require-caller';
import { FireblocksError } from '../fireblocks/fireblocks-error';
import type { RpcAnswer, RpcRelay } from '../fireblocks/rpc-relay';
import type { Clock } from '../shared/clock';
import { DevicePacer } from './device-pacer';
import type { HighRiskPolicy } from './high-risk-policy';
import type { OpenRelays } from './open-relays';
import { readRpcMessage, type RpcMessage } from './rpc-message';
import { UNNOTICED_MS } from '../shared/durations';

/** Told of every relay, with its outcome: `ok`, `ncw_error` or an error code. */
export type RelayObserver = (method: string, outcome: string, durationMs: number) => void;

export interface RelayRequest {
  walletId: string;
  deviceId: string;
  payload: string;
}

/** NCW's own error codes (1000 incomplete wallet … 1006 too many devices), which the SDK reads. */
const NCW_ERROR_CODES = { first: 1_000, last: 1_006 };

const MESSAGES: Record<number, string> = {
  1000: 'Incomplete wallet',
  1001: 'Incomplete device',
  1002: 'Incomplete backup',
  1003: 'Unsupported algorithms',
  1006: 'Maximum number of devices reached',
};

/** Carries one message of a device to Fireblocks and its answer back. Never repeats by itself. */
export class RelayRpc {
  private readonly pacer: DevicePacer;

  constructor(
    private readonly open: OpenRelays,
    private readonly relay: RpcRelay,
    private readonly policy: HighRiskPolicy,
    private readonly observe: RelayObserver,
    private readonly clock: Clock,
  ) {
    this.pacer = new DevicePacer(clock);
  }

  /**
   * What the device's SDK expects from its message handler: Fireblocks' JSON unchanged, or
   * `{error: {message, code}}` when Fireblocks refused with a code that the SDK understands.
   */
  async run(request: RelayRequest, context: Context): Promise<unknown> {
    const caller = requireCaller(context);
    const message = readRpcMessage(request.payload, this.policy.readsStrictly);
    const startedAt = performance.now();
    const done = (outcome: string): void => {
      this.observe(message.method, outcome, performance.now() - startedAt);
    };
    try {
      const { walletId, deviceId } = request;
      const party = { callerId: caller.id, walletId, deviceId };
      const isPoll = message.kind === 'poll';
      const answer = await this.open.run(party, isPoll, context.signal, async (signal) => {
        this.policy.require(caller, message.name);
        return this.send(request, message, context, signal, async () => {
          await this.open.authorize(party);
          this.policy.require(caller, message.name);
        });
      });
      done('ok');
      return answer;
    } catch (error) {
      const refusal = readNcwRefusal(error);
      done(refusal ? 'ncw_error' : toGatewayError(error).code);
      if (refusal) return refusal;
      throw error;
    }
  }

  private async send(
    request: RelayRequest,
    { method, kind, payload, timeoutMs }: RpcMessage,
    { log }: Context,
    signal: AbortSignal,
    authorize: () => Promise<void>,
  ): Promise<unknown> {
    const authorizedAt = this.clock();
    const invocation = {
      ...{ ...request, payload, timeoutMs, signal, confirm: authorize },
      lane: kind === 'report' ? ('telemetry' as const) : ('signing' as const),
    };
    const { body, requestId } = await this.pacer.run(
      { deviceId: request.deviceId, kind, signal },
      async () => {
        if (this.clock() - authorizedAt > UNNOTICED_MS) await authorize();
        return this.relay.invoke(invocation);
      },
      saysNothing,
    );
    log.debug({ method, upstreamRequestId: requestId }, 'relayed');
    return body;
  }
}

/** `{}`, or a `result` of nothing: the SDK polls again at once. */
function saysNothing({ body }: RpcAnswer): boolean {
  if (typeof body !== 'object' || body === null) return false;
  return Object.entries(body).every(([name, value]) => name === 'result' && value === null);
}

function readNcwRefusal(error: unknown) {
  if (!(error instanceof FireblocksError) || error.code === undefined) return undefined;
  const { code } = error;
  if (code < NCW_ERROR_CODES.first || code > NCW_ERROR_CODES.last) return undefined;
  return { error: { message: MESSAGES[code] ?? 'Fireblocks refused the message', code } };
}
