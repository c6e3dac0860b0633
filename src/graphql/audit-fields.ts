import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import type { Context } from '../api/context';
import type { AccessAudit, AuditedCall } from '../audit/access-audit';
import { isPlaced } from '../audit/views';

type Resolve = GraphQLFieldResolver<unknown, Context>;
type Watch = (call: AuditedCall, run: () => unknown) => Promise<unknown>;

/**
 * Puts the audit around every root field of a guarded schema: outside of the guard, whose refusals
 * belong into the record. Throws for a field of which it is not known what it shows.
 */
export function auditFields(schema: GraphQLSchema, audit: AccessAudit): GraphQLSchema {
  const mutation: Watch = (call, run) => audit.mutation(call, run);
  const read: Watch = (call, run) => audit.read(call, run);
  for (const field of fieldsOf(schema.getMutationType())) {
    field.resolve = watched(mutation, field.name, field.resolve);
  }
  for (const field of fieldsOf(schema.getQueryType())) {
    field.resolve = watched(read, placed(field.name), field.resolve);
  }
  for (const field of fieldsOf(schema.getSubscriptionType())) {
    field.subscribe = watched(read, placed(field.name), field.subscribe);
  }
  return schema;
}

function fieldsOf(type: ReturnType<GraphQLSchema['getQueryType']>) {
  return Object.values(type?.getFields() ?? {});
}

function placed(name: string): string {
  if (isPlaced(name)) return name;
  throw new Error(`src/audit/views.ts does not say what ${name} shows`);
}

function watched(watch: Watch, action: string, resolve: Resolve = defaultFieldResolver): Resolve {
  return (parent, args, context, info) =>
    watch({ action, args, context }, () => resolve(parent, args, context, info));
}
