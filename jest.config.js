/** Two projects: `fast` runs at every `npm test`, `slow` (faults, races, proofs, the packed package) in CI. */
const base = {
  testEnvironment: 'node',
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  globalSetup: '<rootDir>/test/support/run-folder.ts',
  moduleNameMapper: {
    '^sallyport$': '<rootDir>/lib/index.ts',
    '^sallyport/client$': '<rootDir>/client/index.ts',
    '^sallyport/principal$': '<rootDir>/lambda/doors/backend/with-principal.ts',
    // A dynamic import names the file that Node would load.
    '^\\./jwt-library\\.js$': '<rootDir>/lambda/aws/cognito/jwt-library.ts',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/cdk.out'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/consumer/'],
};

module.exports = {
  collectCoverageFrom: [
    'domain',
    'engine',
    'http',
    'doors',
    'provisioning',
    'token-cache',
    'usage',
    'portal',
    'management',
  ].map((room) => `lambda/${room}/**/*.ts`),
  // No test waits for the clock; this only ends one that hangs, and a busy machine takes long for a cold start.
  testTimeout: 300_000,

  coverageDirectory: 'coverage',
  coverageReporters: ['text-summary', 'json'],
  coverageThreshold: { global: { lines: 100, branches: 100 } },
  projects: [
    { ...base, displayName: 'fast', testMatch: ['<rootDir>/test/**/*.test.ts'] },
    { ...base, displayName: 'slow', testMatch: ['<rootDir>/test/**/*.slow.ts'] },
  ],
};
