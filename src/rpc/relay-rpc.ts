import type { Context } from '../api/context';
import { toGatewayError } from '../api/error-map';
import { requireCaller } from '../api/require-caller';
import { FireblocksError } from '../fireblocks/fireblocks-error';
import type { RpcRelay } from '../fireblocks/rpc-relay';
import type { RelayTarget } from './relay-target';
import { OpenPolls } from './open-polls';
import { readRpcMessage, type RpcMessage } from './rpc-message';

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
  private readonly polls = new OpenPolls();

  constructor(
    private readonly target: RelayTarget,
    private readonly relay: RpcRelay,
    private readonly observe: RelayObserver,
  ) {}

  /**
   * What the device's SDK expects from its message handler: Fireblocks' JSON unchanged, or
   * `{error: {message, code}}` when Fireblocks refused with a code that the SDK understands.
   */
  async run(request: RelayRequest, context: Context): Promise<unknown> {
    const caller = requireCaller(context);
    const message = readRpcMessage(request.payload);
    const startedAt = performance.now();
    const done = (outcome: string): void => {
      this.observe(message.method, outcome, performance.now() - startedAt);
    };
    try {
      await this.target.authorize(caller, request.walletId, request.deviceId);
      const answer = await this.send(request, message, context);
      done('ok');
      return answer;
    } catch (error) {
      const refusal = readNcwRefusal(error);
      done(refusal ? 'ncw_error' : toGatewayError(error).code);
      if (refusal) return refusal;
      throw error;
    }
  }

  /** For the end of the process, which need not wait for what says nothing for a minute. */
  endPolls(): void {
    this.polls.endAll();
  }

  private async send(request: RelayRequest, message: RpcMessage, context: Context) {
    const { timeoutMs, isPoll } = message;
    const invoke = (signal: AbortSignal) => this.relay.invoke({ ...request, timeoutMs, signal });
    const { body, requestId } = isPoll
      ? await this.polls.run(context.signal, invoke)
      : await invoke(context.signal);
    context.log.debug({ method: message.method, upstreamRequestId: requestId }, 'relayed');
    return body;
  }
}

function readNcwRefusal(error: unknown) {
  if (!(error instanceof FireblocksError) || error.code === undefined) return undefined;
  const { code } = error;
  if (code < NCW_ERROR_CODES.first || code > NCW_ERROR_CODES.last) return undefined;
  return { error: { message: MESSAGES[code] ?? 'Fireblocks refused the message', code } };
}
