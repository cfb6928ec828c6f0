export default {
  testEnvironment: 'node',
  roots: [
    '<rootDir>/contract',
    '<rootDir>/runtime',
    '<rootDir>/inspection',
    '<rootDir>/agent',
    '<rootDir>/panel',
    '<rootDir>/quickstart',
    '<rootDir>/test',
  ],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  // Sources import each other by their compiled names.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testTimeout: 30_000,
  // The tests wait on processes and disks as much as they compute.
  maxWorkers: '100%',
  injectGlobals: true,
};
