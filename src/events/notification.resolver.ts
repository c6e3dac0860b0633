import { Arg, Args, Mutation, Query, Resolver } from 'type-graphql';
import { pageCost, upstreamCost } from '../api/cost';
import { badInput } from '../api/gateway-error';
import { PageArgs, parsePage, type Connection } from '../api/pagination';
import { optional, requireText } from '../api/parse-input';
import { NotificationState } from '../database/generated/enums';
import type { Clock } from '../shared/clock';
import type { NotificationFinder } from './notification-finder';
import {
  ResendWebhooksInput,
  ResendWebhooksPayload,
  RetryNotificationsInput,
  RetryNotificationsPayload,
  WebhookNotification,
  WebhookNotificationConnection,
} from './notification.type';
import { LOOK_BACK_MS, type ResendWebhooks } from './resend-webhooks';
import type { RetryNotifications } from './retry-notifications';

const MAX_ID = 128;
const MAX_IDS = 100;

/** What operators see of the inbox and do about it: the permission map asks for their scopes. */
@Resolver(() => WebhookNotification)
export class NotificationResolver {
  constructor(
    private readonly finder: NotificationFinder,
    private readonly retry: RetryNotifications,
    private readonly resend: ResendWebhooks,
    private readonly clock: Clock,
  ) {}

  @Query(() => WebhookNotificationConnection, {
    complexity: pageCost,
    description: 'Webhooks that were received, newest first; for support and administrators.',
  })
  notifications(
    @Args() page: PageArgs,
    @Arg('state', () => NotificationState, {
      nullable: true,
      description: 'Only those of which this has become, such as `FAILED`.',
    })
    state: NotificationState | null,
  ): Promise<Connection<WebhookNotification>> {
    const parsed = parsePage(page, (id) => requireText('after', id, MAX_ID));
    return this.finder.list(state ?? undefined, parsed);
  }

  @Mutation(() => RetryNotificationsPayload, {
    nullable: true,
    description:
      'Has webhooks applied again that could not be applied. Needs `ncw:admin`. Safe to repeat.',
  })
  async retryNotifications(
    @Arg('input', { description: 'Which ones.' }) input: RetryNotificationsInput,
  ): Promise<RetryNotificationsPayload> {
    return { retried: await this.retry.run(optional(input.ids, requireIds)) };
  }

  @Mutation(() => ResendWebhooksPayload, {
    nullable: true,
    complexity: upstreamCost,
    description:
      "Has Fireblocks send the webhooks of a time again: to each of the workspace's webhooks whose URL has the path `/webhooks/fireblocks`. Needs `ncw:admin`, and an NCW_ADMIN API user that may do it. What is known already changes nothing; Fireblocks repeats one notification once in five minutes.",
  })
  async resendWebhooks(
    @Arg('input', { description: 'Of which time.' }) input: ResendWebhooksInput,
  ): Promise<ResendWebhooksPayload> {
    const from = input.from.getTime();
    const until = Math.min(input.until.getTime(), this.clock());
    if (from < this.clock() - LOOK_BACK_MS) {
      throw badInput('input.from', 'must be within the last 72 hours, which Fireblocks keeps');
    }
    if (from >= until) throw badInput('input.from', 'must be before input.until and now');
    return this.resend.run({ from, until, delivered: input.includeDelivered });
  }
}

function requireIds(ids: readonly string[]): string[] {
  if (ids.length === 0 || ids.length > MAX_IDS) {
    throw badInput('input.ids', `must hold 1 to ${MAX_IDS} ids, or be absent for all`);
  }
  return ids.map((id) => requireText('input.ids', id, MAX_ID));
}
