/** Lets sentences for people alone: no decision hangs on how an error or a log line is worded. */
const ignore = {
  shouldIgnore(path) {
    if (!path.isStringLiteral() && !path.isTemplateLiteral()) return undefined;
    const within = path.findParent(
      (parent) => parent.isNewExpression() || parent.isCallExpression(),
    );
    if (!within) return undefined;
    const { callee } = within.node;
    if (callee.name === 'notFound') return 'names what was not found, to people';
    if (path.node === within.node.arguments[0]) return undefined;
    const isError = within.isNewExpression() && callee.name?.endsWith('Error');
    const isLog = callee.type === 'MemberExpression' && callee.object.name === 'log';
    return isError || isLog ? 'a sentence for people' : undefined;
  },
};

export const strykerPlugins = [{ kind: 'Ignore', name: 'messages', value: ignore }];
