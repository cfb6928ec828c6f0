import base from './jest.config.js';

export default {
  ...base,
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.built.ts'],
  testTimeout: 240_000,
  // They wait on each other's processes more than they compute.
  maxWorkers: 2,
};
