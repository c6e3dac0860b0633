import { badInput, GatewayError } from '../api/gateway-error';

/** Fireblocks' own documentation advises to allow at least this. */
const MAX_PAYLOAD_BYTES = 2 * 1024 * 1024;

const POLL_TIMEOUT_MS = 75_000;
const CALL_TIMEOUT_MS = 30_000;

/** Methods of the NCW SDK 12, for metrics only: an unknown one is relayed all the same. */
const KNOWN_METHODS = new Set([
  'ack_mpc_msg',
  'backup_keys',
  'broadcast_mpc_msg',
  'enroll_player',
  'enter_recovery_state',
  'get_all_keys',
  'get_backed_up_keys',
  'get_backup',
  'get_cloud_cosigner_certificate',
  'get_player_certificate',
  'get_service_certificates',
  'poll_add_device_msg',
  'poll_key_confirmation',
  'poll_mpc_msg',
  'report_event',
  'request_add_device_setup',
  'request_end_user_takeover',
  'request_mpc_add_device',
  'request_mpc_setup',
  'request_provision_add_device_setup',
  'send_client_version',
  'send_mpc_public_keys',
  'stop_mpc_device_setup',
  'stop_mpc_key_setup',
]);

/** What the gateway needs to know of a message; its content stays opaque. */
export interface RpcMessage {
  /** The RPC method, or `other`: a bounded set, fit for a metric's label. */
  method: string;
  /** Answered when there is something to say, and repeated by the SDK. */
  isPoll: boolean;
  /** How long Fireblocks may take to answer. */
  timeoutMs: number;
}

/** Throws PAYLOAD_TOO_LARGE, or BAD_USER_INPUT when the payload is no JSON object. */
export function readRpcMessage(payload: string): RpcMessage {
  if (Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES) {
    throw new GatewayError('PAYLOAD_TOO_LARGE', 'input.payload must not exceed 2 MiB');
  }
  const name = methodName(payload);
  const isPoll = name?.startsWith('poll_') === true;
  return {
    method: name !== undefined && KNOWN_METHODS.has(name) ? name : 'other',
    isPoll,
    timeoutMs: isPoll ? POLL_TIMEOUT_MS : CALL_TIMEOUT_MS,
  };
}

function methodName(payload: string): string | undefined {
  const message = parseObject(payload);
  return 'method' in message && typeof message.method === 'string' ? message.method : undefined;
}

function parseObject(payload: string): object {
  try {
    const message: unknown = JSON.parse(payload);
    if (typeof message === 'object' && message !== null && !Array.isArray(message)) return message;
  } catch {
    // Said below, in the words that fit every other value as well.
  }
  throw badInput(
    'input.payload',
    'must be the JSON object that the NCW SDK handed out, as a string',
  );
}
