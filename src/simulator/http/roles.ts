import type { Role } from './api-user';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** API users that may call the route; absent means all of them. */
    roles?: readonly Role[];
  }
}

/** Route options that answer 403 to every other API user. */
export function rolesAllowed(...roles: Role[]): { config: { roles: readonly Role[] } } {
  return { config: { roles } };
}
