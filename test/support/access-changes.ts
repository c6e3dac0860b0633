import type { Answer, GraphQLCaller } from './graphql-caller';

export interface ChangedWallet {
  id: string;
  status: string;
  ownerId: string;
  appliedAtFireblocks: boolean;
}

export interface ChangedDevice {
  id: string;
  status: string;
  disabledByAdmin: boolean;
  appliedAtFireblocks: boolean;
}

type WalletChange = 'freezeWallet' | 'unfreezeWallet' | 'reassignWallet';
type DeviceChange = 'enableDevice' | 'disableDevice';

const FIELDS = {
  wallet: 'wallet { id status ownerId appliedAtFireblocks }',
  device: 'device { id status disabledByAdmin appliedAtFireblocks }',
};

function document(name: WalletChange | DeviceChange, what: keyof typeof FIELDS): string {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${name}(input: $input) { ${FIELDS[what]} } }`;
}

/** The first error's code, or `ok`. */
export function outcomeOf({ errors }: Answer<unknown>): string {
  return errors[0]?.extensions.code ?? 'ok';
}

export function sendWalletChange(
  caller: GraphQLCaller,
  name: WalletChange,
  walletId: string,
  more: Record<string, unknown> = {},
) {
  const input = { walletId, reason: 'a test', ...more };
  return caller.send<Record<string, { wallet: ChangedWallet }>>(document(name, 'wallet'), {
    input,
  });
}

export function sendDeviceChange(
  caller: GraphQLCaller,
  name: DeviceChange,
  deviceId: string,
  more: Record<string, unknown> = { reason: 'a test' },
) {
  return caller.send<Record<string, { device: ChangedDevice }>>(document(name, 'device'), {
    input: { deviceId, ...more },
  });
}

/** As {@link sendWalletChange}, where it must succeed. */
export async function changeWallet(
  ...change: Parameters<typeof sendWalletChange>
): Promise<ChangedWallet> {
  const { data, errors } = await sendWalletChange(...change);
  if (!data?.[change[1]]) throw new Error(JSON.stringify(errors));
  return data[change[1]]!.wallet;
}

/** As {@link sendDeviceChange}, where it must succeed. */
export async function changeDevice(
  ...change: Parameters<typeof sendDeviceChange>
): Promise<ChangedDevice> {
  const { data, errors } = await sendDeviceChange(...change);
  if (!data?.[change[1]]) throw new Error(JSON.stringify(errors));
  return data[change[1]]!.device;
}
