import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { Context } from '../api/context';
import { pageCost } from '../api/cost';
import { PageArgs, parsePage, type Connection } from '../api/pagination';
import { requireUuid } from '../api/parse-input';
import { requireCaller } from '../api/require-caller';
import {
  Passphrase,
  PassphraseConnection,
  RegisterPassphraseInput,
  RegisterPassphrasePayload,
} from './passphrase.type';
import type { Passphrases } from './passphrases';

@Resolver(() => Passphrase)
export class PassphraseResolver {
  constructor(private readonly passphrasesStore: Passphrases) {}

  @Query(() => Passphrase, {
    nullable: true,
    description: 'One of your passphrases; null when it does not exist or is not yours.',
  })
  passphrase(
    @Arg('id', () => ID, { description: 'The passphrase (UUID).' }) id: string,
    @Ctx() context: Context,
  ): Promise<Passphrase | null> {
    return this.passphrasesStore.find(requireCaller(context).id, requireUuid('id', id));
  }

  @Query(() => PassphraseConnection, {
    complexity: pageCost,
    description: 'Your passphrases, newest first.',
  })
  passphrases(@Args() page: PageArgs, @Ctx() context: Context): Promise<Connection<Passphrase>> {
    return this.passphrasesStore.list(requireCaller(context), parsePage(page));
  }

  @Mutation(() => RegisterPassphrasePayload, {
    nullable: true,
    description:
      'Records where a backup’s passphrase is kept; do it before `backupKeys`. Safe to repeat.',
  })
  async registerPassphrase(
    @Arg('input', { description: 'Which passphrase and where.' }) input: RegisterPassphraseInput,
    @Ctx() context: Context,
  ): Promise<RegisterPassphrasePayload> {
    const id = requireUuid('input.passphraseId', input.passphraseId);
    return {
      passphrase: await this.passphrasesStore.register(requireCaller(context), id, input.location),
    };
  }
}
