import type { WebhookSender } from '../../support/webhook-sender';
import type { Chance } from '../crash/random';
import type { Webhook } from './told';

const AT_ONCE = 8;
const MOST_COPIES = 3;

/** How often each status was answered. */
export type Answers = Map<number, number>;

/** In the order in which each transaction's webhooks were made; those of several side by side. */
export async function sendInOrder(
  senders: readonly WebhookSender[],
  webhooks: readonly (readonly Webhook[])[],
): Promise<Answers> {
  const answers: Answers = new Map();
  await sideBySide(webhooks, async (ofOne, index) => {
    for (const each of ofOne)
      await sendUntilStored(senders[index % senders.length]!, each, answers);
  });
  return answers;
}

/** One to three times each, all of them mixed. */
export async function sendStorm(
  senders: readonly WebhookSender[],
  webhooks: readonly (readonly Webhook[])[],
  chance: Chance,
): Promise<Answers> {
  const answers: Answers = new Map();
  const copies = webhooks
    .flat()
    .flatMap((each) => Array.from({ length: 1 + chance.index(MOST_COPIES) }, () => each));
  await sideBySide(shuffled(copies, chance), (each, index) =>
    sendUntilStored(senders[index % senders.length]!, each, answers),
  );
  return answers;
}

/** As Fireblocks does it: again after a 5xx. */
async function sendUntilStored(
  sender: WebhookSender,
  { form, body }: Webhook,
  answers: Answers,
): Promise<void> {
  for (;;) {
    const status = await sender.post(
      ...([body, form === 'v1' ? sender.signV1(body) : sender.signV2(body)] as const),
    );
    answers.set(status, (answers.get(status) ?? 0) + 1);
    if (status < 500) return;
  }
}

async function sideBySide<Item>(
  items: readonly Item[],
  send: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) await send(items[index]!, index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

function shuffled<Item>(items: readonly Item[], chance: Chance): Item[] {
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = chance.index(at + 1);
    [mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!];
  }
  return mixed;
}
