import type { AxiosInstance } from 'axios';
import { Configuration } from '@fireblocks/ts-sdk/dist/configuration';
import { z } from 'zod';
import { errorFromAnswer, headerOf, type Answer } from './answer-error';
import { FireblocksError } from './fireblocks-error';
import { readBody } from './json-text';
import type { Operation } from './outbound/call-policies';
import type { Outbound } from './outbound/outbound';
import { recordCall, type CallListener, type UpstreamCall } from './upstream-call';

/** What ts-sdk's API classes resolve to. Its `data` is text here, whatever ts-sdk's types say. */
interface SdkResponse {
  data: unknown;
  statusCode: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Received<T> {
  value: T;
  header: (name: string) => string | undefined;
}

export interface RawRequest {
  method: 'GET' | 'POST';
  /** Below the base path, query included. */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Fits the answer of a command that tells nothing, whatever it may hold. */
export const noContent = z.unknown().transform(() => undefined);

/** One API user's way to Fireblocks: ts-sdk's classes are made with it, and their calls go through it. */
export interface TypedChannel {
  /** `new Api(channel.configuration, undefined, channel.axios)` */
  readonly configuration: Configuration;
  readonly axios: AxiosInstance;
  /**
   * Judges and parses what a call of ts-sdk answered.
   * @throws FireblocksError for every other outcome than a 2xx that fits the schema
   */
  call<T>(
    operation: Operation,
    schema: z.ZodType<T>,
    send: () => Promise<SdkResponse>,
  ): Promise<Received<T>>;
  /** As `call`, where the headers do not matter. */
  value<T>(
    operation: Operation,
    schema: z.ZodType<T>,
    send: () => Promise<SdkResponse>,
  ): Promise<T>;
  /** A call that ts-sdk does not have; as `call` otherwise. */
  request<T>(operation: Operation, schema: z.ZodType<T>, request: RawRequest): Promise<Received<T>>;
}

export interface TypedChannelOptions {
  basePath: string;
  axios: AxiosInstance;
  apiUser: UpstreamCall['apiUser'];
  outbound: Outbound;
  onCall: CallListener | undefined;
}

export function createTypedChannel(options: TypedChannelOptions): TypedChannel {
  const { basePath, axios, apiUser, outbound, onCall } = options;
  const call: TypedChannel['call'] = async (operation, schema, send) => {
    const { value } = await outbound.run({ operation }, () =>
      recordCall({ operation, apiUser }, onCall, async () => {
        const answer = answerOf(await send());
        const requestId = headerOf(answer, 'x-request-id');
        const parsed = parseAnswer(answer, schema);
        const header = (name: string): string | undefined => headerOf(answer, name);
        return { value: { value: parsed, header }, status: answer.status, requestId };
      }),
    );
    return value;
  };
  return {
    configuration: new Configuration({ basePath }),
    axios,
    call,
    value: async (operation, schema, send) => (await call(operation, schema, send)).value,
    request: (operation, schema, { method, path, body, headers = {} }) =>
      call(operation, schema, async () => {
        const data = body === undefined ? undefined : JSON.stringify(body);
        const url = basePath + path;
        const answer = await axios.request<unknown>({ method, url, data, headers });
        return {
          data: answer.data,
          statusCode: answer.status,
          headers: plainHeaders(answer.headers),
        };
      }),
  };
}

function answerOf({ data, statusCode, headers }: SdkResponse): Answer {
  return { status: statusCode, headers, text: typeof data === 'string' ? data : '' };
}

function plainHeaders(headers: object): Record<string, string> {
  const entries = Object.entries(headers).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(entries);
}

function parseAnswer<T>(answer: Answer, schema: z.ZodType<T>): T {
  if (answer.status < 200 || answer.status > 299) throw errorFromAnswer(answer);
  const content = readBody(answer.text);
  const parsed = schema.safeParse(content.kind === 'JSON' ? content.value : undefined);
  if (content.kind !== 'TEXT' && parsed.success) return parsed.data;
  throw new FireblocksError('MALFORMED', {
    status: answer.status,
    requestId: headerOf(answer, 'x-request-id'),
    // Field names only: values may be a user's.
    upstreamMessage:
      parsed.error?.issues.map((issue) => issue.path.join('.')).join(', ') ?? 'Not JSON',
  });
}
