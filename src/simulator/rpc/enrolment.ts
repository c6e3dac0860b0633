import type { RpcMethod } from './rpc-call';

/** Messages that only say that the device is there. */
export const enrolmentMethods: Record<string, RpcMethod> = {
  enroll_player: () => ({ success: true }),
  send_client_version: () => undefined,
  report_event: () => undefined,
};
