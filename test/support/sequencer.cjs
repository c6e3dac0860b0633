const { relative, sep } = require('node:path');

/** By how long their files take: what starts last should be over soon, or it is waited for alone. */
const FOLDERS = ['faults', 'e2e', 'security', 'integration', 'conformance', 'unit'];

/** Jest itself knows times only where it has run before, and else goes by the size of files. */
module.exports = class LongestFirst {
  sort(tests) {
    const place = ({ path, context }) =>
      FOLDERS.indexOf(relative(context.config.rootDir, path).split(sep)[1]);
    const size = ({ path, context }) => context.hasteFS.getSize(path) ?? 0;
    return [...tests].sort((a, b) => place(a) - place(b) || size(b) - size(a));
  }

  allFailedTests(tests) {
    return tests;
  }

  shard(tests) {
    return tests;
  }

  cacheResults() {}
};
