import { answerOf } from './given-time';
import type { GraphQLCaller } from './graphql-caller';

export interface StatusEvent {
  cursor: string;
  kind: string;
  transactionId: string | null;
  status: string | null;
  subStatus: string | null;
  at: string | null;
  transaction: { id: string; status: string } | null;
}

export interface StreamVariables {
  walletId: string;
  deviceId?: string;
  transactionId?: string;
  after?: string;
}

const SUBSCRIPTION = `subscription ($walletId: ID!, $deviceId: ID, $transactionId: ID, $after: Cursor) {
  signingStatus(walletId: $walletId, deviceId: $deviceId, transactionId: $transactionId, after: $after) {
    cursor kind transactionId status subStatus at transaction { id status }
  }
}`;

interface StreamMessage {
  data?: { signingStatus: StatusEvent } | null;
  errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
}

/** A running subscription: what came so far, and waiting for more. */
export class SigningStatusRecorder {
  readonly events: StatusEvent[] = [];
  readonly errors: { message: string; extensions?: Record<string, unknown> }[] = [];
  ended = false;
  private readonly stopClient: () => void;

  constructor(caller: GraphQLCaller, variables: StreamVariables) {
    const client = caller.socket();
    client.subscribe<StreamMessage['data']>(
      { query: SUBSCRIPTION, variables: { ...variables } },
      {
        next: (message) => {
          const { data, errors = [] } = message as StreamMessage;
          if (data) this.events.push(data.signingStatus);
          this.errors.push(...errors);
        },
        error: (error) => {
          const errors = Array.isArray(error)
            ? (error as typeof this.errors)
            : [{ message: String(error), extensions: { close: error } }];
          this.errors.push(...errors);
          this.ended = true;
        },
        complete: () => {
          this.ended = true;
        },
      },
    );
    this.stopClient = () => void client.dispose();
  }

  /** Waits until what was recorded satisfies the condition; the time is what this process was given. */
  async until(condition: (recorder: this) => boolean, withinMs = 60_000): Promise<void> {
    if (await answerOf(() => condition(this) || undefined, withinMs)) return;
    const { events, errors } = this;
    throw new Error(`not in time; so far ${JSON.stringify({ events, errors })}`);
  }

  /** Statuses of one transaction, in the order of their STATUS events. */
  statusesOf(transactionId: string): string[] {
    return this.events
      .filter((event) => event.kind === 'STATUS' && event.transactionId === transactionId)
      .map(({ status }) => status ?? '');
  }

  stop(): void {
    this.stopClient();
  }
}
