import type { GraphQLField, GraphQLSchema } from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import { shieldOf, type PermissionMap } from './permissions';

/**
 * The schema with the permission map around its root fields.
 *
 * graphql-middleware wraps `resolve` where a field has one, and type-graphql gives every
 * subscription field one, so that the opening of a stream would stay unguarded. Without its
 * `resolve` the field's `subscribe` is wrapped; then `resolve` is put back.
 *
 * Only types with rules are wrapped: shield would slow every field of every other type down.
 */
export function guard(schema: GraphQLSchema, map: PermissionMap): GraphQLSchema {
  const middleware = shieldOf(map).generate(schema);
  const ruled = Object.fromEntries(
    Object.entries(middleware).filter(([type]) => Object.hasOwn(map, type)),
  );
  const resolvers = new Map(subscriptionFields(schema).map(({ name, resolve }) => [name, resolve]));
  for (const field of subscriptionFields(schema)) delete field.resolve;
  const guarded = applyMiddleware(schema, ruled);
  for (const field of [...subscriptionFields(schema), ...subscriptionFields(guarded)]) {
    const resolve = resolvers.get(field.name);
    if (resolve) field.resolve = resolve;
  }
  return guarded;
}

function subscriptionFields(schema: GraphQLSchema): GraphQLField<unknown, unknown>[] {
  return Object.values(schema.getSubscriptionType()?.getFields() ?? {});
}
