import { randomUUID } from 'node:crypto';
import type { DevelopmentIssuer } from '../identity/development/issuer';
import { FIRST_OPERATION } from '../server/explorer';

interface WelcomeOptions {
  url: string;
  explorer: boolean;
  simulatorUrl: string | undefined;
  issuer: DevelopmentIssuer;
}

const TOKEN_TTL_SECONDS = 12 * 60 * 60;

/** What a developer needs after the start: addresses, a token of a new user, a first operation. */
export async function welcomeText(options: WelcomeOptions): Promise<string> {
  const { url, explorer, simulatorUrl, issuer } = options;
  const user = `dev-${randomUUID().slice(0, 8)}`;
  const token = await issuer.mint({ sub: user, ttlSeconds: TOKEN_TTL_SECONDS });
  const body = JSON.stringify({ query: FIRST_OPERATION.replace(/\s+/g, ' ') });
  return `
  GraphQL     ${url}/graphql   (HTTP and WebSocket)
${explorer ? `  Explorer    ${url}/#token=${token}\n` : ''}${
    simulatorUrl === undefined
      ? ''
      : `  Simulator   ${simulatorUrl}   (no real Fireblocks, no real money)\n`
  }  Health      ${url}/readyz   Metrics ${url}/metrics

  A token of the user ${user}, good for 12 hours (more: npm run --silent token -- --sub=alice):

${token}

  Try it:

curl -s ${url}/graphql -H 'content-type: application/json' \\
  -H 'authorization: Bearer ${token}' \\
  -d '${body}'

`;
}
