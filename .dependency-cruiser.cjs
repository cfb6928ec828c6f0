/** The import rules of the house. A feature of the panel meets another through its `service`. */
module.exports = {
  forbidden: [
    {
      name: 'contract-knows-nobody',
      severity: 'error',
      from: { path: '^contract/' },
      to: { path: '^(agent|panel|runtime|inspection|quickstart)/' },
    },
    {
      name: 'runtime-knows-no-program',
      severity: 'error',
      from: { path: '^runtime/' },
      to: { path: '^(agent|panel|inspection|quickstart)/' },
    },
    {
      name: 'inspection-knows-no-program',
      severity: 'error',
      from: { path: '^inspection/' },
      to: { path: '^(agent|panel|quickstart)/' },
    },
    {
      name: 'agent-not-panel',
      severity: 'error',
      from: { path: '^agent/' },
      to: { path: '^(panel|quickstart)/' },
    },
    {
      name: 'panel-not-agent',
      severity: 'error',
      from: { path: '^panel/' },
      to: { path: '^(agent|quickstart)/' },
    },
    {
      name: 'only-moodle-touches-the-site',
      comment:
        'The adapters are reached through bridge.ts and site.ts alone; the composition root picks one.',
      severity: 'error',
      from: { path: '^agent/', pathNot: '^agent/(moodle/|main\\.ts|cli)|\\.test\\.ts$|/testing/' },
      to: { path: '^agent/moodle/(php|sample)/' },
    },
    {
      name: 'features-meet-through-services',
      severity: 'error',
      from: {
        path: '^panel/(instances|clusters|sync|courses|plugins|updates|library|rollouts|backups|presets|migrations|copies|webservices|activity|notifications|audit|auth)/',
        pathNot: '\\.test\\.ts$',
      },
      to: {
        path: '^panel/(instances|clusters|sync|courses|plugins|updates|library|rollouts|backups|presets|migrations|copies|webservices|activity|notifications|audit|auth)/.*(store|routes|callback)[^/]*\\.ts$',
        pathNot: '^panel/$1/',
      },
    },
    {
      name: 'web-knows-only-contract',
      severity: 'error',
      from: { path: '^panel/web/' },
      to: { path: '^(panel/(?!web/)|agent/|runtime/|inspection/)' },
    },
    {
      name: 'web-runs-no-schemas',
      comment:
        'The page takes types from the contract: the schema library tries to compile code, which its policy forbids.',
      severity: 'error',
      from: { path: '^panel/web/', pathNot: '\\.test\\.tsx?$' },
      to: {
        path: '^contract/',
        pathNot: '^contract/panel/(routes|password-limits)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: { pathNot: 'generated' },
      to: { circular: true, viaOnly: { pathNot: 'generated' } },
    },
    {
      name: 'no-orphan-test-imports',
      severity: 'error',
      from: { pathNot: '\\.test\\.ts$|/testing/|^test/' },
      to: { path: '\\.test\\.ts$|/testing/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(generated|dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
