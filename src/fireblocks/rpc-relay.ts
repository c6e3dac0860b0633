import type { Dispatcher } from 'undici';
import { errorFromAnswer, headerOf } from './answer-error';
import { checkedDeviceId, checkedWalletId } from './checked-ids';
import { withDeadline } from './deadline';
import { FireblocksError } from './fireblocks-error';
import { readBody } from './json-text';
import type { Outbound } from './outbound/outbound';
import type { RequestSigner } from './request-signer';
import { recordCall, type Answered, type CallListener } from './upstream-call';

export interface RpcInvocation {
  walletId: string;
  deviceId: string;
  /** The device's message, opaque. */
  payload: string;
  /** For the whole call; poll methods hold the answer back for many seconds. */
  timeoutMs: number;
  /** The client's disconnect. */
  signal?: AbortSignal | undefined;
  /** What nobody waits for goes last, and has a small part of the budget. */
  lane?: 'signing' | 'telemetry' | undefined;
  /** Runs just before the message is sent when it had to wait; what it throws is thrown. */
  confirm?: (() => Promise<void>) | undefined;
}

export interface RpcAnswer {
  /** The parsed JSON of Fireblocks' 2xx answer; empty or null is `{}`, which devices understand. */
  body: unknown;
  requestId?: string;
}

/** The way of a device's MPC messages to Fireblocks. */
export interface RpcRelay {
  /**
   * Sends once and never again: a relay is not idempotent.
   *
   * @throws FireblocksError; `code` holds Fireblocks' own, `ABORTED` when the signal fired
   */
  invoke(invocation: RpcInvocation): Promise<RpcAnswer>;
}

export interface RpcRelayOptions {
  /** Ends with `/v1`. */
  basePath: string;
  sign: RequestSigner;
  dispatcher: Dispatcher;
  outbound: Outbound;
  onCall: CallListener | undefined;
}

export function createRpcRelay(options: RpcRelayOptions): RpcRelay {
  const base = new URL(options.basePath);
  return {
    async invoke({ walletId, deviceId, payload, timeoutMs, signal, lane, confirm }) {
      const path =
        `${base.pathname}/ncw/wallets/${checkedWalletId(walletId)}` +
        `/devices/${checkedDeviceId(deviceId)}/invoke`;
      const body = JSON.stringify({ payload });
      const call = { operation: 'invokeRpc', apiUser: 'signer' } as const;
      const { value, requestId } = await options.outbound.run(
        { operation: call.operation, lane, signal, confirm },
        () =>
          recordCall(call, options.onCall, () =>
            withDeadline(timeoutMs, signal, (ended) =>
              post(options, base.origin, path, body, ended),
            ),
          ),
      );
      return requestId === undefined ? { body: value } : { body: value, requestId };
    },
  };
}

async function post(
  { sign, dispatcher }: RpcRelayOptions,
  origin: string,
  path: string,
  body: string,
  ended: AbortSignal,
): Promise<Answered<unknown>> {
  const signature = await sign({ pathWithQuery: path, body });
  const {
    statusCode,
    headers,
    body: stream,
  } = await dispatcher.request({
    origin,
    path,
    method: 'POST',
    headers: { ...signature, 'content-type': 'application/json', 'user-agent': 'ncw-gateway' },
    body,
    signal: ended,
  });
  const answer = { status: statusCode, headers, text: await stream.text() };
  if (statusCode < 200 || statusCode > 299) throw errorFromAnswer(answer);
  const requestId = headerOf(answer, 'x-request-id');
  const content = readBody(answer.text);
  if (content.kind === 'TEXT') {
    throw new FireblocksError('MALFORMED', { status: statusCode, requestId });
  }
  const value = content.kind === 'JSON' ? (content.value ?? {}) : {};
  return { value, status: statusCode, requestId };
}
