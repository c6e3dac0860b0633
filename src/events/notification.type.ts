import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../api/pagination';
import { NotificationState } from '../database/generated/enums';

registerEnumType(NotificationState, {
  name: 'WebhookNotificationState',
  description: 'What has become of a webhook.',
  valuesConfig: {
    RECEIVED: { description: 'Stored and acknowledged; it is to be applied, or applied again.' },
    APPLIED: { description: 'It has changed what is known.' },
    SUPERSEDED: { description: 'What it told was known already, or newer was.' },
    IGNORED: { description: 'Nothing here is about it.' },
    FAILED: {
      description: 'It could not be applied in ten tries; `retryNotifications` tries again.',
    },
  },
});

@ObjectType({
  description:
    'A webhook of Fireblocks that was verified and stored, without its body: that may hold what is private to an owner.',
})
export class WebhookNotification {
  @Field(() => ID, { description: "Fireblocks' id; of version 1, a digest of the body." })
  id!: string;

  @Field({ description: "Fireblocks' name of what has happened." })
  eventType!: string;

  @Field(() => ID, { nullable: true, description: 'The transaction or wallet that it is about.' })
  resourceId!: string | null;

  @Field(() => NotificationState, { description: 'What has become of it.' })
  state!: NotificationState;

  @Field(() => Int, { description: 'How often it could not be applied, since the last retry.' })
  attempts!: number;

  @Field(() => String, {
    nullable: true,
    description: 'Class of the last error; the log has its text, under the `notificationId`.',
  })
  error!: string | null;

  @Field({ description: 'When it was stored.' })
  receivedAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it was settled, or given up.' })
  processedAt!: Date | null;
}

export const WebhookNotificationConnection = connectionType(
  'WebhookNotification',
  WebhookNotification,
);

@InputType({ description: 'Input of `retryNotifications`.' })
export class RetryNotificationsInput {
  @Field(() => [ID], {
    nullable: true,
    description: 'Which failed ones: 1 to 100 ids. Null or absent: all that have failed.',
  })
  ids?: string[] | null;
}

@ObjectType({ description: 'Outcome of `retryNotifications`.' })
export class RetryNotificationsPayload {
  @Field(() => Int, {
    description:
      'How many failed ones are tried again; `notifications` tells what becomes of them.',
  })
  retried!: number;
}

@InputType({ description: 'Input of `resendWebhooks`.' })
export class ResendWebhooksInput {
  @Field(() => Date, { description: 'Beginning of the time, within the last 72 hours.' })
  from!: Date;

  @Field(() => Date, { description: 'Its end, after its beginning.' })
  until!: Date;

  @Field({
    defaultValue: false,
    description:
      'Whether what was acknowledged is sent again too: after the database was set back, for example.',
  })
  includeDelivered!: boolean;
}

@ObjectType({ description: 'Outcome of `resendWebhooks`.' })
export class ResendWebhooksPayload {
  @Field(() => Int, {
    description:
      "How many of the workspace's webhooks lead to a gateway and were asked for; 0: none is registered.",
  })
  webhooks!: number;

  @Field(() => Int, { description: 'How many notifications Fireblocks sends again.' })
  notifications!: number;
}
