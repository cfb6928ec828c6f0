import base from './jest.config.js';

export default {
  ...base,
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.built.ts'],
  testTimeout: 120_000,
  maxWorkers: 1,
};
