import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../api/context';
import { upstreamCost } from '../api/cost';
import { requireCaller } from '../api/require-caller';
import type { FireblocksWallets } from '../fireblocks/wallets';
import { parseUuid } from '../shared/ids';
import type { WalletFinder } from '../wallets/wallet-finder';
import { Wallet } from '../wallets/wallet.type';
import { LatestBackup } from './backup.type';
import type { Passphrases } from './passphrases';

@Resolver(() => Wallet)
export class LatestBackupResolver {
  constructor(
    private readonly wallets: WalletFinder,
    private readonly upstream: FireblocksWallets,
    private readonly passphrases: Passphrases,
  ) {}

  @FieldResolver(() => LatestBackup, {
    nullable: true,
    complexity: upstreamCost,
    description: 'The latest key backup, asked of Fireblocks; null when there was never one.',
  })
  async latestBackup(
    @Root() { id }: Wallet,
    @Ctx() context: Context,
  ): Promise<LatestBackup | null> {
    const wallet = await this.wallets.require(requireCaller(context), id);
    const backup = await this.upstream.latestBackup(wallet.id);
    if (!backup) return null;
    const passphraseId = parseUuid(backup.passphraseId) ?? backup.passphraseId;
    return {
      passphraseId,
      location: await this.locationOf(wallet.ownerId, passphraseId),
      createdAt: backup.createdAt === null ? null : new Date(backup.createdAt),
      keys: backup.keys,
    };
  }

  private async locationOf(ownerId: string, passphraseId: string) {
    const id = parseUuid(passphraseId);
    const passphrase = id === undefined ? null : await this.passphrases.find(ownerId, id);
    return passphrase?.location ?? null;
  }
}
