import type { FastifyInstance } from 'fastify';

/** What a developer is shown first, in the explorer and on the terminal. */
export const FIRST_OPERATION = `mutation FirstWallet {
  createWallet(input: { idempotencyKey: "my-first-wallet" }) {
    wallet {
      id
      status
      assets {
        assetId
        balance {
          available
        }
      }
    }
  }
}`;

/** A bad token would fail even introspection, so that none is better than a placeholder. */
const NO_TOKEN_HINT = `# No token yet: open the address that the gateway printed at its start, or add the header
# Authorization: Bearer <what this prints: npm run --silent token -- --sub=alice>
`;

/**
 * Apollo Sandbox at `/`, with the endpoints and a first operation filled in. The page is the same
 * for everyone: a token is taken from the address' fragment, which a browser never sends, so that
 * no token is ever handed out over HTTP.
 */
export function registerExplorer(app: FastifyInstance): void {
  const page = renderPage();
  app.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
}

function renderPage(): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>NCW Gateway</title>
    <style>
      body { margin: 0; font-family: system-ui, sans-serif; }
      #sandbox { position: absolute; inset: 0; }
      #sandbox iframe { width: 100%; height: 100%; border: 0; }
      #offline { max-width: 44rem; margin: 3rem auto; padding: 0 1rem; line-height: 1.5; }
      pre { background: #f3f4f6; padding: 1rem; overflow: auto; }
    </style>
  </head>
  <body>
    <div id="sandbox"></div>
    <div id="offline" hidden>
      <h1>NCW Gateway</h1>
      <p>Apollo Sandbox could not be loaded (it comes from Apollo's servers). Any GraphQL client
      works: send this to <code class="endpoint"></code> with the header
      <code>Authorization: Bearer &lt;token&gt;</code>.</p>
      <pre>${FIRST_OPERATION}</pre>
      <p>A token: <code>npm run --silent token -- --sub=alice</code></p>
    </div>
    <script>
      var endpoint = location.origin + '/graphql';
      var socket = endpoint.replace(/^http/, 'ws');
      var given = new URLSearchParams(location.hash.slice(1)).get('token');
      if (given) sessionStorage.setItem('token', given);
      var token = sessionStorage.getItem('token');
      history.replaceState(null, '', location.pathname);
      function showOffline() {
        document.querySelector('.endpoint').textContent = endpoint;
        document.getElementById('offline').hidden = false;
      }
      function showSandbox() {
        new window.EmbeddedSandbox({
          target: '#sandbox',
          initialEndpoint: endpoint,
          initialSubscriptionEndpoint: socket,
          endpointIsEditable: false,
          initialState: {
            document: (token ? '' : ${JSON.stringify(NO_TOKEN_HINT)}) + ${JSON.stringify(FIRST_OPERATION)},
            headers: token ? { Authorization: 'Bearer ' + token } : {},
            includeCookies: false,
          },
        });
      }
    </script>
    <script
      src="https://embeddable-sandbox.cdn.apollographql.com/_latest/embeddable-sandbox.umd.production.min.js"
      onload="showSandbox()"
      onerror="showOffline()"
    ></script>
  </body>
</html>
`;
}
