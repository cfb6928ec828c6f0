import base from './jest.config.js';

export default {
  ...base,
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.built.ts'],
  testTimeout: 240_000,
  maxWorkers: 1,
};
