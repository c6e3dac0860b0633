import { GatewayError } from '../api/gateway-error';
import type { DeviceStatus } from '../database/generated/enums';

/** What decides whether a device may be used. */
export interface DeviceAccess {
  status: DeviceStatus;
  disabledByAdmin: boolean;
}

/** Refuses what only an enabled device may do, and says who can enable it. */
export function requireEnabled({ status, disabledByAdmin }: DeviceAccess): void {
  if (status === 'ENABLED') return;
  throw new GatewayError(
    'DEVICE_DISABLED',
    disabledByAdmin
      ? 'the device was disabled by an administrator, who alone can enable it; ask support'
      : 'the device is disabled; its owner can enable it with enableDevice',
  );
}
