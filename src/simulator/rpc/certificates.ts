import type { RpcMethod } from './rpc-call';

/** The SDK starts with no certificates at all; it needs them only to read MPC messages. */
export const certificateMethods: Record<string, RpcMethod> = {
  get_service_certificates: () => ({}),
  get_cloud_cosigner_certificate: () => undefined,
  get_player_certificate: () => undefined,
};
