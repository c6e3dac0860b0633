import type { Keyed, Told } from './told';
import type { StoredIntent, Truth } from './truth';

/** No wallet without owner, no wallet or account made twice or missing; and what was told of them. */
export function compareWallets(told: Told, truth: Truth): string[] {
  return [
    ...compareMade(truth),
    ...compareKeys(told, truth),
    ...compareAccounts(told, truth),
    ...compareParts(told, truth),
  ];
}

function compareMade(truth: Truth): string[] {
  const { simulated, wallets } = truth;
  const statuses = new Map(wallets.map(({ id, status }) => [id, status]));
  const wrongs = simulated.wallets.flatMap(({ walletId, accounts }) => {
    const status = statuses.get(walletId) ?? 'without owner';
    const ids = accounts.map(({ accountId }) => accountId).join();
    return [
      ...(status === 'ACTIVE' ? [] : [`wallet ${walletId} is ${status}`]),
      ...(ids === accountsOf(walletId, truth)
        ? []
        : [`wallet ${walletId} has the accounts ${ids || '(none)'}`]),
    ];
  });
  if (wallets.length !== simulated.wallets.length) {
    wrongs.push(`${wallets.length} wallets are stored, ${simulated.wallets.length} exist`);
  }
  return wrongs;
}

function compareKeys(told: Told, truth: Truth): string[] {
  const intents = intentsByKey(truth, 'createWallet');
  return told.wallets.flatMap((keyed) => {
    const intent = intents.get(`${keyed.owner} ${keyed.key}`);
    const wrongs = outcomeOf(keyed, intent, 'SUCCEEDED');
    const owned = truth.wallets.filter(({ owner_id }) => owner_id === keyed.owner);
    if (owned.length > 1) wrongs.push(`${keyed.owner} has ${owned.length} wallets for one key`);
    if (intent && owned[0]?.id !== intent.entity_id) {
      wrongs.push(`${keyed.owner} does not own what its key ${keyed.key} made`);
    }
    return wrongs;
  });
}

/** Account 0, which comes with the wallet, and one for each key. */
function accountsOf(walletId: string, truth: Truth): string {
  const keys = [...intentsByKey(truth, 'createAccount').values()].filter(
    ({ wallet_id }) => wallet_id === walletId,
  );
  return Array.from({ length: 1 + keys.length }, (_, accountId) => accountId).join();
}

function compareAccounts(told: Told, truth: Truth): string[] {
  const intents = intentsByKey(truth, 'createAccount');
  return told.accounts.flatMap((keyed) =>
    outcomeOf(keyed, intents.get(`${keyed.owner} ${keyed.key}`), 'SUCCEEDED'),
  );
}

function compareParts(told: Told, { simulated, devices, passphrases }: Truth): string[] {
  const assigned = new Set(devices.map(({ id, wallet_id }) => `${id} ${wallet_id}`));
  const registered = new Set(passphrases.map(({ id, owner_id }) => `${id} ${owner_id}`));
  const added = new Set(
    simulated.wallets.flatMap(({ walletId, accounts }) =>
      accounts.flatMap(({ assets }) => assets.map(({ assetId }) => `${walletId} ${assetId}`)),
    ),
  );
  return [
    ...told.devices
      .filter(({ deviceId, walletId }) => !assigned.has(`${deviceId} ${walletId}`))
      .map(({ deviceId }) => `device ${deviceId} was told to be assigned`),
    ...told.passphrases
      .filter(({ id, owner }) => !registered.has(`${id} ${owner}`))
      .map(({ id }) => `passphrase ${id} was told to be registered`),
    ...told.assets
      .filter(({ walletId, assetId }) => !added.has(`${walletId} ${assetId}`))
      .map(({ walletId, assetId }) => `asset ${assetId} of ${walletId} was told to be added`),
  ];
}

export function intentsByKey({ intents }: Truth, operation: string): Map<string, StoredIntent> {
  const ours = intents.filter((intent) => intent.operation === operation);
  return new Map(ours.map((intent) => [`${intent.owner_id} ${intent.key}`, intent]));
}

/** Whether a key ended as it was told to; of a user who gave up, as recovery leaves it. */
export function outcomeOf(
  { key, id }: Keyed,
  intent: StoredIntent | undefined,
  ...expected: string[]
): string[] {
  if (!intent) return id === undefined ? [] : [`key ${key} gave ${id}, and is not known`];
  const wrongs: string[] = [];
  const allowed = id === undefined ? expected : ['SUCCEEDED'];
  if (!allowed.includes(intent.state)) wrongs.push(`key ${key} was left ${intent.state}`);
  if (id !== undefined && intent.entity_id !== id) {
    wrongs.push(`key ${key} gave ${id}, and made ${String(intent.entity_id)}`);
  }
  return wrongs;
}
