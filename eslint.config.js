/**
 * What the house enforces: promises are awaited, nothing is `any`, files and functions keep their budgets,
 * and imports follow the rule of the rooms (docs/architecture.md). The whole import graph, with the edge at
 * fault, is checked by test/architecture.test.ts.
 */
const js = require('@eslint/js');
const ts = require('typescript-eslint');

const budgets = (lines) => ({
  'max-lines': ['error', { max: lines, skipBlankLines: false, skipComments: false }],
  'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
  'max-params': ['error', 3],
  'max-depth': ['error', 3],
  complexity: ['error', 15],
});

const bareError = {
  selector: "ThrowStatement > NewExpression[callee.name='Error']",
  message: 'Throw a DependencyError or an InvariantError; a "no" is a value.',
};
const environment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only handlers read the environment.',
};
const clock = {
  selector:
    "CallExpression[callee.object.name='Date'][callee.property.name='now'], NewExpression[callee.name='Date'][arguments.length=0], CallExpression[callee.object.name='Math'][callee.property.name='random']",
  message: 'Time and randomness are given, never taken.',
};

const warning = {
  selector: 'CallExpression[callee.property.name=/^addWarning/]',
  message: 'Call warn() of lib/cdk/warnings.ts, which an acknowledgement reaches in every CDK.',
};

const ROOMS = [
  'domain',
  'engine',
  'http',
  'doors',
  'provisioning',
  'token-cache',
  'usage',
  'portal',
  'management',
  'aws',
  'functions',
];
/** Each room of `lambda/` and the rooms that it may import. */
const rooms = (arrows) =>
  Object.entries(arrows).map(([room, others]) => {
    const closed = ROOMS.filter((name) => name !== room && !others.includes(name));
    const message = `lambda/${room} may import ${['itself', ...others].join(', ')}.`;
    const patterns = [{ regex: `^(?:\\.{1,2}/)+(?:${closed.join('|')})/`, message }];
    return { files: [`lambda/${room}/**/*.ts`], rules: { 'no-restricted-imports': ['error', { patterns }] } };
  });

module.exports = ts.config(
  {
    ignores: [
      'dist/',
      'cdk.out/',
      'coverage/',
      'reports/',
      '.local/',
      'test/consumer/',
      'test/generators/*/',
      'test/snippets/*/',
      'client/api-types.ts',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: __dirname } },
    rules: {
      ...budgets(250),
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // No enum is declared here, and no class is told apart by more than its members: the two rules found nothing, and
      // took a quarter of the linter's time.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  { files: ['lambda/**/*.ts'], rules: { ...budgets(200), 'no-restricted-syntax': ['error', bareError] } },
  {
    files: ['lambda/**/*.ts'],
    ignores: ['lambda/aws/**', 'lambda/functions/**'],
    rules: { 'no-restricted-syntax': ['error', bareError, environment, clock] },
  },
  { files: ['lambda/aws/**/*.ts'], rules: { 'no-restricted-syntax': ['error', bareError, environment] } },
  ...rooms({
    domain: [],
    engine: ['domain'],
    http: ['domain'],
    doors: ['domain', 'engine', 'http'],
    provisioning: ['domain', 'engine', 'http'],
    'token-cache': ['domain', 'engine', 'http', 'doors'],
    usage: ['domain', 'engine', 'http'],
    portal: ['http'],
    management: ['domain', 'engine', 'http', 'doors', 'provisioning'],
    aws: ['domain', 'engine', 'http'],
  }),
  {
    files: ['lambda/domain/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^(?!\\.{1,2}/|node:crypto$)', message: 'The domain imports nothing but itself.' },
            { regex: '/(?:engine|http|doors|provisioning|token-cache|usage|portal|management|aws|functions)/' },
          ],
        },
      ],
    },
  },
  {
    files: ['lib/**/*.ts'],
    ignores: ['lib/cdk/warnings.ts'],
    rules: { 'no-restricted-syntax': ['error', warning] },
  },
  {
    files: ['local/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/lib/**', '**/lambda/**', '**/sample/**', 'aws-cdk-lib', 'aws-cdk-lib/**'],
              message: 'The local run knows nothing but the cloud assembly.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['client/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^(?!\\./|openapi-fetch$)', message: 'The client runs in browsers and imports nothing else.' },
          ],
        },
      ],
    },
  },
  {
    files: ['portal/**/*.ts', 'portal/**/*.tsx'],
    languageOptions: { parserOptions: { projectService: false, project: './tsconfig.portal.json' } },
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex:
                '^(?!\\.{1,2}/|preact(?:/hooks)?$|oauth4webapi$|sallyport/client$)|/(?:lambda|lib|local|client|cli)/',
              message: 'The page runs in browsers, and knows the API by its client alone.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['sample/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/lib/**', '**/lambda/**'], message: 'The sample imports what a user could.' }] },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      ...budgets(400),
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo)$/]',
          message: 'No test is skipped or alone.',
        },
        {
          selector: "CallExpression[callee.object.name='jest'][callee.property.name='mock']",
          message: 'Ports over mocks.',
        },
      ],
    },
  },
  {
    files: ['**/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: {
        module: 'writable',
        require: 'readonly',
        process: 'readonly',
        __dirname: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        setImmediate: 'readonly',
        globalThis: 'readonly',
      },
    },
  },
);
