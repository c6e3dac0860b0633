import type { SimulatorContext } from '../context';
import type { DeviceRecord, WalletRecord } from '../state/records';

/** One message of a device, after it was admitted. */
export interface RpcCall {
  readonly context: SimulatorContext;
  readonly wallet: WalletRecord;
  readonly device: DeviceRecord;
  readonly physicalDeviceId: string;
  /** The one element of `params`, or undefined. */
  readonly params: unknown;
  /** Fires when the caller has gone. */
  readonly signal: AbortSignal;
}

/** Answers the result; undefined means that there is nothing yet, which is sent as `{}`. */
export type RpcMethod = (call: RpcCall) => unknown;

/** A refusal that the device's SDK reads from `{error: {message, code}}` in a 200 answer. */
export class RpcError extends Error {
  constructor(
    message: string,
    readonly code?: number,
  ) {
    super(message);
  }
}
