/**
 * With what a socket is closed where graphql-ws has no code of its own, by RFC 6455's registry.
 * Clients come back after `GOING_AWAY` and `TRY_AGAIN_LATER`, and give up after the others: it would be
 * the same again.
 */
export const SocketCloseCode = {
  GOING_AWAY: 1001,
  POLICY_VIOLATION: 1008,
  MESSAGE_TOO_BIG: 1009,
  TRY_AGAIN_LATER: 1013,
} as const;
