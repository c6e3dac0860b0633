/**
 * The house's one rule: an arrow points only downwards in this list. `main`-files are entries of
 * the process and may join whatever they need.
 */
const LAYERS = [
  { name: 'entry', path: '^src/(main|simulator/main|.*\\.main)\\.ts$' },
  { name: 'gateway', path: '^src/(gateway|services|fireblocks-workspace)\\.ts$' },
  { name: 'development', path: '^src/development/' },
  { name: 'server', path: '^src/server/' },
  { name: 'graphql', path: '^src/graphql/' },
  {
    name: 'slices',
    path: '^src/(wallets|accounts|connections|devices|rpc|transactions|assets|backups|users)/',
  },
  { name: 'intents', path: '^src/(intents|desired-states)/' },
  { name: 'events', path: '^src/events/' },
  { name: 'audit', path: '^src/audit/' },
  { name: 'limits', path: '^src/limits/' },
  { name: 'identity', path: '^src/identity/' },
  { name: 'api', path: '^src/api/' },
  { name: 'fireblocks', path: '^src/fireblocks/' },
  { name: 'database', path: '^src/database/' },
  { name: 'config', path: '^src/config\\.ts$' },
  { name: 'settings', path: '^src/settings/' },
  { name: 'shared', path: '^src/shared/' },
];

const ENTRY = LAYERS[0].path;

const downwards = LAYERS.slice(1).map((layer, index) => ({
  name: `${layer.name}-points-downwards`,
  severity: 'error',
  from: { path: layer.path, pathNot: ENTRY },
  to: { path: LAYERS.slice(0, index + 1).map(({ path }) => path) },
}));

module.exports = {
  forbidden: [
    ...downwards,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'only-fireblocks-speaks-to-fireblocks',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(fireblocks|simulator)/' },
      to: { path: 'node_modules/(@fireblocks/ts-sdk|axios|undici)/' },
    },
    {
      name: 'the-client-stands-alone',
      severity: 'error',
      from: { path: '^src/client/' },
      to: { path: '^src/', pathNot: '^src/client/' },
    },
    {
      name: 'nobody-needs-the-client',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/client/' },
      to: { path: '^src/client/' },
    },
    {
      name: 'the-simulator-knows-nothing-of-the-gateway',
      severity: 'error',
      from: { path: '^src/simulator/', pathNot: ENTRY },
      to: { path: '^src/', pathNot: '^src/(simulator|shared)/' },
    },
    {
      name: 'only-the-composition-starts-the-simulator',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/simulator/', '^src/fireblocks-workspace\\.ts$'] },
      to: { path: '^src/simulator/' },
    },
    {
      name: 'not-resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)generated/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'import', 'node', 'default', 'types'],
    },
  },
};
