import type { Container } from './api/context';
import type { AccessAudit } from './audit/access-audit';
import type { Config } from './config';
import type { Database } from './database/database';
import type { Inbox } from './events/inbox';
import { createWebhookVerifier } from './fireblocks/webhook-verifier';
import type { FireblocksWorkspace } from './fireblocks-workspace';
import { createApollo } from './graphql/apollo';
import { auditFields } from './graphql/audit-fields';
import { guard } from './graphql/guard';
import { openPrepareOperation } from './graphql/open-prepare-operation';
import { operationRates } from './graphql/operation-rates';
import { permissionMap } from './graphql/permissions';
import { buildApiSchema } from './graphql/schema';
import { staffNetwork } from './identity/staff-network';
import type { TokenVerifier } from './identity/token-verifier';
import type { Reservations } from './limits/reservations';
import { clientAddressReader } from './server/client-address';
import { startHttpServer, type HttpServer } from './server/http-server';
import type { Metrics } from './server/metrics';
import type { createObserver } from './server/observer';
import { contextFactory } from './server/request-context';
import { AddressRanges } from './shared/address-ranges';
import type { Logger } from './shared/logger';
import { rejectAfter } from './shared/reject-after';

interface ApiParts {
  config: Config;
  /** Where operations find their resolvers. */
  container: Container;
  audit: AccessAudit;
  verify: TokenVerifier;
  reservations: Reservations;
  database: Database;
  workspace: FireblocksWorkspace;
  inbox: Inbox;
  /** Has the webhook inbox looked through. */
  wakeInbox: () => void;
  observe: Pick<ReturnType<typeof createObserver>, 'operation'>;
  metrics: Metrics;
  log: Logger;
}

/** Everything on the one port: GraphQL over HTTP and WebSocket under one permission map, webhooks. */
export async function serveApi(parts: ApiParts): Promise<HttpServer> {
  const { config, audit, reservations, database, workspace, log } = parts;
  const { network } = config;
  const { operation: observe } = parts.observe;
  const permissions = permissionMap(operationRates(config.limits), reservations);
  const schema = auditFields(guard(buildApiSchema(), permissions), audit);
  const prepare = openPrepareOperation({ ...config, schema, reservations, audit, log });
  const apollo = createApollo({ schema, prepare, observe, log });
  await apollo.start();
  return startHttpServer({
    ...config,
    ...{ schema, apollo, prepare, observe, audit, log },
    verify: parts.verify,
    createContext: contextFactory(parts.container, staffNetwork(network.staffFrom, log), log),
    clientAddressOf: clientAddressReader(new AddressRanges(network.trustedProxies)),
    readiness: () => readiness(database),
    webhooks: {
      allowedFrom: network.webhooksFrom,
      verifier: createWebhookVerifier(verificationKeys(workspace)),
      inbox: parts.inbox,
      wake: parts.wakeInbox,
    },
    metrics: parts.metrics,
  });
}

const READINESS_TIMEOUT_MS = 2_000;

async function readiness({ pool }: Database): Promise<string | undefined> {
  try {
    await Promise.race([
      pool.query('SELECT 1'),
      rejectAfter(READINESS_TIMEOUT_MS, 'no answer in time'),
    ]);
    return undefined;
  } catch {
    return 'the database does not answer';
  }
}

function verificationKeys({ webhookJwksUrl, webhookPublicKey, proxy }: FireblocksWorkspace) {
  return { jwksUrl: webhookJwksUrl, publicKey: webhookPublicKey, proxy };
}
