import type { GraphQLCaller } from './graphql-caller';

/** As both transports take it. */
export interface Request {
  query?: string;
  operationName?: string;
  variables?: Record<string, unknown>;
  extensions?: Record<string, unknown>;
}

export interface Answered {
  data?: Record<string, unknown> | null;
  errors?: {
    message: string;
    path?: (string | number)[];
    locations?: unknown;
    extensions: Record<string, unknown>;
  }[];
  extensions?: Record<string, unknown>;
}

/** Sends an operation; its answer, or its refusal likewise. */
export type Ask = (caller: GraphQLCaller, request: Request) => Promise<Answered>;

const overHttp: Ask = async ({ url, token }, request) => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(request),
  });
  return (await response.json()) as Answered;
};

const overSocket: Ask = async (caller, { query = '', ...request }) => {
  const client = caller.socket();
  try {
    for await (const result of client.iterate({ query, ...request })) return result as Answered;
    throw new Error('nothing was answered');
  } catch (errors) {
    if (!Array.isArray(errors)) throw errors;
    return { errors: errors as NonNullable<Answered['errors']> };
  } finally {
    await client.dispose();
  }
};

export const TRANSPORTS: [string, Ask][] = [
  ['HTTP', overHttp],
  ['WebSocket', overSocket],
];
