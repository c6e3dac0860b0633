import type { SimulatorContext } from '../context';
import { HttpError } from '../http/http-error';
import type { DeviceRecord, WalletRecord } from '../state/records';
import { devicesOf, putDevice, walletOf } from '../wallets/lookups';
import { RpcError } from './rpc-call';

const MOST_DEVICES = 10;

/** The wallet and device of a relayed message; a device is registered by its first message. */
export function admit(
  context: SimulatorContext,
  walletId: string,
  deviceId: string,
): { wallet: WalletRecord; device: DeviceRecord } {
  const wallet = walletOf(context.store, walletId);
  if (!wallet.enabled) throw new HttpError(403, 'Wallet disabled');
  const device = context.store.devices.get(`${walletId}/${deviceId}`);
  if (device && !device.enabled) throw new HttpError(403, 'Device disabled');
  return { wallet, device: device ?? register(context, walletId, deviceId) };
}

function register(context: SimulatorContext, walletId: string, deviceId: string): DeviceRecord {
  if (devicesOf(context.store, walletId).length >= MOST_DEVICES) {
    throw new HttpError(400, 'Max devices per wallet reached', 1006);
  }
  return putDevice(context.store, {
    ...{ walletId, deviceId, enabled: true, createdAt: context.clock() },
    ...{ physicalDeviceId: '', replaced: [], keys: [] },
  });
}

/**
 * The first installation that speaks for a device is remembered.
 *
 * @throws RpcError to an installation that a recovery elsewhere has replaced
 */
export function admitInstallation(
  context: SimulatorContext,
  device: DeviceRecord,
  physicalDeviceId: string,
): DeviceRecord {
  if (device.replaced.includes(physicalDeviceId)) throw new RpcError('Unexpected physicalDeviceId');
  if (device.physicalDeviceId !== '' || physicalDeviceId === '') return device;
  return putDevice(context.store, { ...device, physicalDeviceId });
}
