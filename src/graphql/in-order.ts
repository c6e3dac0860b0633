import { rule } from 'graphql-shield';
import { toGatewayError } from '../api/error-map';
import { GatewayError } from '../api/gateway-error';

export type ShieldRule = ReturnType<ReturnType<typeof rule>>;
type ShieldOptions = Parameters<ShieldRule['resolve']>[4];

type RuleArguments =
  Parameters<ShieldRule['resolve']> extends [...infer Given, unknown] ? Given : never;

/** What shield asks of a rule; graphql-rate-limit's declares no more than this. */
type Askable = Pick<ShieldRule, 'resolve'>;

/** With `debug`, what a rule throws reaches us; shield would turn it into "not authorised". */
const RETHROW: Pick<ShieldOptions, 'debug'> = { debug: true };

/**
 * Asks one rule after the other and stops at the first refusal. graphql-shield's own `and` asks
 * all at once, so that a stranger's call would use up an allowance, and its `chain` does not run
 * on newer versions of Node.js. A rule that fails refuses with its own error: a database that is
 * away must not look like a missing permission.
 */
export function inOrder(...rules: readonly Askable[]): ShieldRule {
  return rule({ cache: 'no_cache' })(async (...[parent, args, context, info]: RuleArguments) => {
    for (const each of rules) {
      try {
        const verdict = await each.resolve(parent, args, context, info, RETHROW as ShieldOptions);
        if (verdict !== true) return verdict instanceof Error ? verdict : forbidden();
      } catch (error) {
        return toGatewayError(error);
      }
    }
    return true;
  });
}

export function forbidden(): GatewayError {
  return new GatewayError('FORBIDDEN', 'the caller may not call this field');
}
