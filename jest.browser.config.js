import base from './jest.config.js';

export default {
  ...base,
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.browser.ts'],
  testTimeout: 120_000,
  maxWorkers: 1,
};
