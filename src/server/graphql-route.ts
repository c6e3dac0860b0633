import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { ERROR_CODES } from '../api/error-codes';
import type { Context } from '../api/context';
import { GatewayError } from '../api/gateway-error';
import { toGatewayError } from '../api/error-map';
import { logFault } from '../api/log-fault';
import { toPublicError } from '../api/public-error';
import type { AccessAudit } from '../audit/access-audit';
import { authenticate } from '../identity/bearer';
import type { TokenVerifier } from '../identity/token-verifier';
import type { Logger } from '../shared/logger';
import { currentRequestScope, inRequestScope } from '../shared/request-scope';
import type { ClientAddressOf } from './client-address';
import type { ContextFactory } from './request-context';
import { STOPPING } from './stopping';

/** Of a whole request: twice what the largest RPC payload needs when JSON escapes it. */
export const BODY_LIMIT_BYTES = 5 * 1024 * 1024;

interface GraphQLRouteOptions {
  apollo: ApolloServer<Context>;
  verify: TokenVerifier;
  createContext: ContextFactory;
  clientAddressOf: ClientAddressOf;
  audit: Pick<AccessAudit, 'turnedAway'>;
  /** Whether new operations are refused. */
  isClosing: () => boolean;
  log: Logger;
}

const STOPPING_RETRY_MS = 1_000;

/** GraphQL over HTTP: POST, and GET for queries. */
export function registerGraphQLRoute(app: FastifyInstance, options: GraphQLRouteOptions): void {
  const { apollo, createContext, clientAddressOf, isClosing, log } = options;
  const handle = fastifyApolloHandler(apollo, {
    context: async (request: FastifyRequest, reply: FastifyReply) => {
      const requestId = request.gatewayRequestId;
      // Read before anything is waited for: a closed socket has no address any more.
      const clientAddress = clientAddressOf(request.raw);
      const caller = await authenticateRequest(request, options, clientAddress);
      const signal = disconnectSignal(reply);
      const scope = currentRequestScope();
      if (scope) Object.assign(scope, { caller: caller?.id, signal });
      return createContext({ caller, clientAddress, signal, requestId });
    },
  });
  app.route({
    url: '/graphql',
    method: ['GET', 'POST'],
    bodyLimit: BODY_LIMIT_BYTES,
    onRequest: (request, reply, next) => {
      const refusal = isClosing() ? stopping() : namesNoHost(request);
      if (refusal) sendError(reply, refusal, request.gatewayRequestId);
      else next();
    },
    errorHandler: (error, request, reply) => {
      const refusal = fromFastify(error);
      logFault(log, refusal, { requestId: request.gatewayRequestId });
      sendError(reply, refusal, request.gatewayRequestId);
    },
    handler: (request, reply) =>
      inRequestScope({ requestId: request.gatewayRequestId }, () =>
        handle.call(app, request, reply),
      ),
  });
}

/** A bad token fails the whole request: Apollo takes the status from the error's extensions. */
async function authenticateRequest(
  request: FastifyRequest,
  { verify, audit }: GraphQLRouteOptions,
  clientAddress: string | null,
) {
  const requestId = request.gatewayRequestId;
  try {
    return await authenticate(request.headers.authorization, verify);
  } catch (error) {
    const { code, message, retryAfterMs } = toGatewayError(error);
    if (code === 'UNAUTHENTICATED') {
      audit.turnedAway('authenticate', code, { requestId, clientAddress });
    }
    throw new GraphQLError(message, {
      originalError: error instanceof Error ? error : null,
      extensions: {
        code,
        requestId,
        retryable: ERROR_CODES[code].retryable,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
        http: { status: ERROR_CODES[code].httpStatus },
      },
    });
  }
}

/** Fires when the connection closes before the answer was sent. */
function disconnectSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** What Fastify refuses before GraphQL sees it, in the form of a GraphQL error. */
function fromFastify(error: unknown): GatewayError {
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new GatewayError('PAYLOAD_TOO_LARGE', 'a request must not exceed 5 MiB');
  }
  if (typeof statusCode === 'number' && statusCode < 500) {
    return new GatewayError('BAD_REQUEST', 'the body must be JSON, sent as application/json');
  }
  return toGatewayError(error);
}

/** Apollo's handler reads the whole address of a request, which only HTTP/1.1 wants to have a host. */
function namesNoHost({ url, hostname }: FastifyRequest): GatewayError | undefined {
  if (URL.canParse(url, `http://${hostname}/`)) return undefined;
  return new GatewayError('BAD_REQUEST', 'the Host header must name a host');
}

function stopping(): GatewayError {
  return new GatewayError('OVERLOADED', STOPPING, { retryAfterMs: STOPPING_RETRY_MS });
}

function sendError(reply: FastifyReply, error: GatewayError, requestId: string): void {
  void reply
    .code(ERROR_CODES[error.code].httpStatus)
    .type('application/json; charset=utf-8')
    .send({ errors: [toPublicError(error, requestId)] });
}
