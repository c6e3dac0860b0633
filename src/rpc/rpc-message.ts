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

const REPORT = 'report_event';

/** Keys that a lenient reader could take for `method`, or for a place that has one. */
const LIKE_METHOD = /^\s*(method|__proto__)\s*$/i;
/** `poll`: answered when there is something to say, and repeated by the SDK; `report`: telemetry. */
export type MessageKind = 'call' | 'poll' | 'report';

/** What the gateway needs to know of a message; its content stays opaque. */
export interface RpcMessage {
  /** The RPC method as the message names it; undefined when it names none. */
  name: string | undefined;
  /** The same, or `other`: a bounded set, fit for a metric's label. */
  method: string;
  /** What is to be forwarded. */
  payload: string;
  kind: MessageKind;
  /** How long Fireblocks may take to answer. */
  timeoutMs: number;
}

/**
 * Throws PAYLOAD_TOO_LARGE, or BAD_USER_INPUT when the payload is no JSON object.
 *
 * @param strictly the method decides whether the message may pass: what is forwarded is then what
 *   was read here, written anew, so that nobody reads another method out of the same text
 */
export function readRpcMessage(payload: string, strictly: boolean): RpcMessage {
  if (Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES) {
    throw new GatewayError('PAYLOAD_TOO_LARGE', 'input.payload must not exceed 2 MiB');
  }
  const message = parseObject(payload);
  const name = strictly ? onlyMethod(message) : methodOf(message);
  const kind = kindOf(name);
  return {
    name,
    payload: strictly ? JSON.stringify(message) : payload,
    method: name !== undefined && KNOWN_METHODS.has(name) ? name : 'other',
    kind,
    timeoutMs: kind === 'poll' ? POLL_TIMEOUT_MS : CALL_TIMEOUT_MS,
  };
}

/** Whether the message is telemetry; read with care only where it can be. */
export function isReport(payload: string): boolean {
  if (payload.length > MAX_PAYLOAD_BYTES || !payload.includes(REPORT)) return false;
  try {
    return kindOf(methodOf(parseObject(payload))) === 'report';
  } catch {
    return false;
  }
}

function kindOf(method: string | undefined): MessageKind {
  if (method === REPORT) return 'report';
  return method?.startsWith('poll_') ? 'poll' : 'call';
}

function methodOf(message: object): string | undefined {
  return 'method' in message && typeof message.method === 'string' ? message.method : undefined;
}

/**
 * The method, where nothing else in the message could be taken for it: other readers may not tell
 * upper from lower case in keys, make a text of a list, or take `__proto__` for a prototype.
 */
function onlyMethod(message: object): string {
  const name = methodOf(message);
  const alike = Object.keys(message).filter((key) => LIKE_METHOD.test(key.normalize('NFKC')));
  if (name === undefined || alike.length !== 1) {
    throw badInput('input.payload', 'must name its method once, as a string');
  }
  return name;
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
