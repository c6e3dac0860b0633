import type { Caller } from '../api/caller';
import { requireUsable } from '../wallets/usable-wallet';
import type { ChangeDevice } from './change-device';
import type { Device } from './device.type';
import { requireEnabled } from './enabled-device';

/** Lets a disabled device be used again. Repeating it changes nothing. */
export class EnableDevice {
  constructor(private readonly device: ChangeDevice) {}

  run(caller: Caller, deviceId: string, reason: string | undefined): Promise<Device> {
    return this.device.run(caller, {
      ...{ action: 'ENABLE_DEVICE', deviceId, reason },
      decide(device, wallet, isAdmin) {
        if (!isAdmin) requireUsable(wallet.status);
        if (device.status === 'ENABLED') return undefined;
        // What an administrator has disabled, the owner does not enable.
        if (!isAdmin && device.disabledByAdmin) requireEnabled(device);
        return { status: 'ENABLED', disabledByAdmin: false };
      },
    });
  }
}
