import type { Caller } from '../api/caller';
import type { ChangeDevice } from './change-device';
import type { Device } from './device.type';

/**
 * Disables a device, also of a frozen wallet: a lost phone is stopped whatever else is the matter.
 * After an administrator's word the owner cannot enable it again. Repeating it changes nothing.
 */
export class DisableDevice {
  constructor(private readonly device: ChangeDevice) {}

  run(caller: Caller, deviceId: string, reason: string | undefined): Promise<Device> {
    return this.device.run(caller, {
      ...{ action: 'DISABLE_DEVICE', deviceId, reason },
      decide({ status, disabledByAdmin }, _wallet, isAdmin) {
        if (status === 'DISABLED' && (disabledByAdmin || !isAdmin)) return undefined;
        return { status: 'DISABLED', disabledByAdmin: isAdmin };
      },
    });
  }
}
