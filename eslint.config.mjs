import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const typed = ['src/**/*.ts', 'test/**/*.ts'];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.data/', '.cache/', 'bench/'] },
  js.configs.recommended,
  { files: ['**/*.mjs', '**/*.cjs'], languageOptions: { globals: globalsOfNode() } },
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: typed })),
  {
    files: typed,
    languageOptions: { parserOptions: { project: ['./tsconfig.json', './test/tsconfig.json'] } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-extraneous-class': 'off',
      // Nest reads constructor parameter types at run time: a type-only import there erases the dependency.
      '@typescript-eslint/no-explicit-any': 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.{controller,service,module,guard,processor,filter,dto,entity}.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: ['src/algorithms/**/*.ts', 'src/verification/checker/**/*.ts'],
    rules: {
      // Same data, same seed, same version must give the same bits on every machine: see "Determinism" in the README.
      'no-restricted-properties': [
        'error',
        ...[
          'random',
          'exp',
          'log',
          'log2',
          'log10',
          'log1p',
          'expm1',
          'pow',
          'sin',
          'cos',
          'tan',
          'tanh',
          'sinh',
          'cosh',
          'atan',
          'atan2',
          'asin',
          'acos',
          'cbrt',
          'hypot',
        ].map((property) => ({
          object: 'Math',
          property,
          message: 'Differs between engines or runs; use algorithms/math.',
        })),
        { object: 'Date', property: 'now', message: 'No clock in algorithms.' },
        { object: 'performance', property: 'now', message: 'No clock in algorithms.' },
      ],
      'no-restricted-globals': ['error', 'process', 'setTimeout', 'setInterval', 'setImmediate', 'Intl', 'Date'],
      'no-restricted-syntax': [
        'error',
        { selector: "BinaryExpression[operator='**']", message: '** differs between V8 versions; multiply.' },
        { selector: "CallExpression[callee.property.name='toLocaleString']", message: 'No locale in algorithms.' },
        { selector: "CallExpression[callee.property.name='localeCompare']", message: 'No locale in algorithms.' },
      ],
    },
  },
  prettier,
);

function globalsOfNode() {
  return Object.fromEntries(
    [
      'process',
      'console',
      'Buffer',
      'URL',
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'clearInterval',
      'setImmediate',
      'fetch',
      'AbortSignal',
      'AbortController',
      'performance',
      'FormData',
      'Blob',
      'TextDecoder',
      'TextEncoder',
      'module',
      'require',
      'structuredClone',
      'WebAssembly',
      'URLSearchParams',
    ].map((name) => [name, 'readonly']),
  );
}
