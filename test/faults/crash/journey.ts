import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { RELAY, type GraphQLCaller } from '../../support/graphql-caller';
import type { SimulatorControl } from '../../support/simulator-control';
import { newTransfer } from '../../support/transfers';
import { PatientClient } from './patient-client';
import type { Chance } from './random';
import type { Keyed, Told } from './told';
import { Watcher } from './watcher';

export interface World {
  simulator: SimulatorControl;
  told: Told;
  /** A caller of a new user. */
  newUser(): Promise<{ owner: string; caller: GraphQLCaller }>;
}

const CREATE_WALLET =
  'mutation ($input: CreateWalletInput!) { createWallet(input: $input) { wallet { id } } }';
const CREATE_ACCOUNT =
  'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { account { accountId } } }';
const ASSIGN =
  'mutation ($input: AssignDeviceInput!) { assignDevice(input: $input) { device { id } } }';
const REGISTER =
  'mutation ($input: RegisterPassphraseInput!) { registerPassphrase(input: $input) { passphrase { id } } }';
const ADD_ASSET =
  'mutation ($input: AddAssetInput!) { addAsset(input: $input) { asset { assetId } } }';
const TRANSFER =
  'mutation ($input: CreateTransactionInput!) { createTransaction(input: $input) { transaction { id } } }';

const MOST_TRANSFERS = 3;

/** What one user does, from the first wallet to the last transfer, whatever happens meanwhile. */
export class Journey {
  private constructor(
    private readonly world: World,
    private readonly chance: Chance,
    private readonly owner: string,
    private readonly caller: GraphQLCaller,
    private readonly client: PatientClient,
  ) {}

  /** What must not happen to a client is put down; it never throws. */
  static async run(world: World, chance: Chance): Promise<void> {
    const { owner, caller } = await world.newUser();
    const client = new PatientClient(caller, world.told);
    try {
      await new Journey(world, chance, owner, caller, client).go();
    } catch (error) {
      world.told.wrongs.push(`${owner}: ${String(error)}`);
    }
  }

  private async go(): Promise<void> {
    const walletId = await this.createWallet();
    if (walletId === undefined) return;
    const deviceId = randomUUID();
    await Promise.all([
      this.assign(walletId, deviceId),
      this.register(),
      this.addAsset(walletId, 'BTC_TEST'),
    ]);
    const watcher = new Watcher(this.caller, walletId, deviceId, this.world.told);
    try {
      await this.until('the stream is open', () => watcher.isOpen());
      if (this.chance.oneIn(3)) await this.world.simulator.incoming(walletId);
      const count = 1 + Math.floor(this.chance.below(MOST_TRANSFERS));
      await Promise.all([
        this.createAccount(walletId),
        ...Array.from({ length: count }, () => this.transfer(watcher, walletId, deviceId)),
      ]);
    } finally {
      watcher.stop();
    }
  }

  private async createWallet(): Promise<string | undefined> {
    const keyed: Keyed = { owner: this.owner, key: randomUUID(), attempts: [] };
    this.world.told.wallets.push(keyed);
    return this.make(keyed, async (asked) => {
      const input = { idempotencyKey: keyed.key };
      const data = await this.client.ask<{ createWallet: { wallet: { id: string } } }>(
        ...([CREATE_WALLET, input, asked] as const),
      );
      return data?.createWallet.wallet.id;
    });
  }

  private async createAccount(walletId: string): Promise<void> {
    const keyed = { owner: this.owner, walletId, key: randomUUID(), attempts: [] };
    this.world.told.accounts.push(keyed);
    await this.make(keyed, async (asked) => {
      const input = { idempotencyKey: keyed.key, walletId };
      const data = await this.client.ask<{ createAccount: { account: { accountId: string } } }>(
        ...([CREATE_ACCOUNT, input, asked] as const),
      );
      return data?.createAccount.account.accountId;
    });
  }

  private async assign(walletId: string, deviceId: string): Promise<void> {
    await this.client.ask(ASSIGN, { walletId, deviceId });
    this.world.told.devices.push({ walletId, deviceId });
  }

  private async register(): Promise<void> {
    const id = randomUUID();
    await this.client.ask(REGISTER, { passphraseId: id, location: 'ICLOUD' });
    this.world.told.passphrases.push({ id, owner: this.owner });
  }

  private async addAsset(walletId: string, assetId: string): Promise<void> {
    await this.client.ask(ADD_ASSET, { walletId, accountId: '0', assetId });
    this.world.told.assets.push({ walletId, assetId });
  }

  private async transfer(watcher: Watcher, walletId: string, deviceId: string): Promise<void> {
    await sleep(this.chance.below(1_000));
    const input = newTransfer(walletId);
    const key = String(input['idempotencyKey']);
    const keyed = { owner: this.owner, walletId, key, attempts: [] };
    this.world.told.transfers.push(keyed);
    const id = await this.make(keyed, async (asked) => {
      const data = await this.client.ask<{ createTransaction: { transaction: { id: string } } }>(
        ...([TRANSFER, input, asked] as const),
      );
      return data?.createTransaction.transaction.id;
    });
    if (id === undefined) return;
    await this.until(
      `${id} waits for its signature`,
      () => watcher.lastStatusOf(id) !== 'SUBMITTED',
    );
    const payload = JSON.stringify({
      ...{ method: 'poll_mpc_msg', headers: { physicalDeviceId: deviceId } },
      params: [{ txId: id }],
    });
    await this.until(`${id} is complete`, async () => {
      if (watcher.lastStatusOf(id) === 'PENDING_SIGNATURE') {
        await this.client.ask(RELAY, { walletId, deviceId, payload });
      }
      return watcher.lastStatusOf(id) === 'COMPLETED';
    });
  }

  /** Asks until it is made, some users once more than needed; others give up in between. */
  private async make(
    keyed: Keyed,
    ask: (asked: {
      attempts: Keyed['attempts'];
      givesUp: () => boolean;
    }) => Promise<string | undefined>,
  ): Promise<string | undefined> {
    const goesAway = this.chance.oneIn(5);
    const asked = { attempts: keyed.attempts, givesUp: () => goesAway };
    const id = await ask(asked);
    if (id === undefined) return undefined;
    keyed.id = id;
    if (!this.chance.oneIn(3)) return id;
    const again = await ask({ ...asked, givesUp: () => false });
    if (again !== id) {
      this.world.told.wrongs.push(
        `key ${keyed.key} gave ${id}, and ${String(again)} when repeated`,
      );
    }
    return id;
  }

  private async until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await holds())) {
      if (this.world.told.isTooLate()) throw new Error(`did not come: ${what}`);
      await sleep(50);
    }
  }
}
