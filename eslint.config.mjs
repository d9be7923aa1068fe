import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import boundaries from 'eslint-plugin-boundaries';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const below = {
  core: ['kernels', 'formats', 'regexp'],
  models: ['hub', 'core', 'kernels', 'formats', 'regexp'],
  training: [
    ...['models', 'compile', 'runtime', 'tracking', 'statistics', 'core', 'kernels', 'formats'],
    'regexp',
  ],
};

/** What every part may import. */
const ground = ['errors', 'files'];

/** What each part may import besides itself: only what lies below it, and only through its index. */
const layers = {
  errors: [],
  files: [],
  compile: [],
  kernels: [],
  formats: [],
  pictures: ['formats'],
  renderer: ['runtime', 'pictures', 'formats'],
  regexp: [],
  runtime: [],
  tracking: ['formats'],
  statistics: [],
  records: ['statistics'],
  core: below.core,
  diffusion: ['kernels', 'formats'],
  hub: ['formats', 'regexp'],
  models: below.models,
  training: below.training,
  glue: ['training', 'hub', 'records', ...below.training],
  dreambooth: [
    ...['training', 'hub', 'records', 'diffusion', 'pictures', 'renderer'],
    ...below.training,
  ],
  scaling: ['training', ...below.training],
  runner: ['tracking'],
  reporting: ['tracking', 'statistics'],
  comparison: ['records', 'tracking', 'statistics'],
  experiments: [
    ...[
      'runner',
      'comparison',
      'glue',
      'dreambooth',
      'renderer',
      'diffusion',
      'pictures',
      'records',
      'training',
      'hub',
    ],
    ...below.training,
  ],
  view: ['reporting', 'records', 'tracking', 'statistics'],
  theory: ['runner', 'scaling', 'training', 'records', ...below.training],
  reports: ['view', 'comparison', 'reporting', 'records', 'tracking', 'statistics'],
};

/** Entries of packages beside their index. */
const entries = {
  core: ['src/node/index.ts'],
  // The latter for tests of readers.
  formats: ['src/bytes.ts', 'src/damaged.test.support.ts'],
  // Made-up and recorded runs, for the tests of pages.
  comparison: ['src/recorded.test.support.ts', 'src/glue/planned.test.support.ts'],
};

/** Those that read what methods declare, at `@singlora/core/registry`, and compute nothing. */
const readers = ['reporting', 'comparison', 'reports'];

/** Folders at the root, matched by their whole path; a view is what the report shows of a check. */
const rooms = {
  experiments: ['experiments'],
  view: ['theory/report', 'theory/*/view'],
  theory: ['theory'],
  reports: ['reports'],
};

const elements = Object.keys(layers).flatMap((type) =>
  type in rooms
    ? rooms[type].map((pattern) => ({ type, pattern, partialMatch: false }))
    : [{ type, pattern: `packages/${type}` }],
);

/** What checks and their views share: the records of checks, which import nothing but each other and how records are kept. */
const records = ['record.ts', '*/record.ts'];
/** What a view may hold runs against: what their check's presets ask for. */
const presets = ['*/presets.ts'];

const policies = Object.entries(layers).map(([type, allowed]) => ({
  from: { element: { type } },
  allow: [
    { to: { element: { type } } },
    ...[...ground, ...allowed].map((lower) => ({
      to: {
        element: {
          type: lower,
          fileInternalPath: ['src/index.ts', 'index.ts', ...(entries[lower] ?? [])],
        },
      },
    })),
    ...(readers.includes(type)
      ? [{ to: { element: { type: 'core', fileInternalPath: 'src/registry.ts' } } }]
      : []),
    // It decides and does not draw.
    ...(type === 'comparison'
      ? [{ to: { element: { type: 'reporting', fileInternalPath: 'src/text.ts' } } }]
      : []),
    ...(type === 'view'
      ? [
          { to: { element: { type: 'theory', fileInternalPath: [...records, ...presets] } } },
          { to: { element: { type: 'scaling', fileInternalPath: 'src/verdicts.ts' } } },
        ]
      : []),
  ],
}));

const nodeGlobals = Object.fromEntries(
  Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly']),
);

export default defineConfig(
  { ignores: ['**/dist', '**/fixtures', 'tools/packed/project', 'runs', '.nx', 'coverage'] },
  js.configs.recommended,
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: nodeGlobals },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['vitest.config.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    },
  },
  {
    files: ['{packages,experiments,theory,reports}/**/*.ts'],
    plugins: { boundaries },
    settings: {
      'import/resolver': {
        typescript: {
          noWarnOnMultipleProjects: true,
          project: [
            'packages/*/tsconfig.json',
            'experiments/tsconfig.json',
            'theory/tsconfig.json',
            'reports/tsconfig.json',
          ],
          conditionNames: ['@singlora/source', 'import', 'node'],
        },
      },
      'boundaries/root-path': import.meta.dirname,
      'boundaries/elements': elements,
    },
    rules: {
      'boundaries/dependencies': ['error', { default: 'disallow', policies }],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [
                '@singlora/*/*',
                '!@singlora/core/node',
                '!@singlora/core/registry',
                '!@singlora/formats/bytes',
                '!@singlora/formats/damaged',
                '!@singlora/reporting/text',
                '!@singlora/scaling/verdicts',
              ],
              message: 'Import the package itself.',
            },
          ],
        },
      ],
    },
  },
  {
    files: records.map((name) => `theory/${name}`),
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@singlora/*', '!@singlora/records', './*'],
              message: 'A record is its schema alone.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.test.ts', '**/*.test.support.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  prettier,
);
