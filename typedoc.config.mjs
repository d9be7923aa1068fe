// Pages of every exported name, from its docstring. A name without one fails `npm run docs`.
import { existsSync, readFileSync, readdirSync } from 'node:fs';

const manifests = readdirSync('packages')
  .map((folder) => ({ folder, path: `packages/${folder}/package.json` }))
  .filter(({ path }) => existsSync(path));
const packages = manifests.map(({ folder, path }) => {
  const { name, exports } = JSON.parse(readFileSync(path, 'utf8'));
  // What is not built is for tests alone.
  const sources = Object.values(exports)
    .filter((one) => 'default' in one)
    .map((one) => `packages/${folder}/${one['@singlora/source']}`);
  return { name, sources };
});

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  name: 'SingLoRA Lab',
  entryPoints: packages.flatMap(({ sources }) => sources),
  tsconfig: 'tools/typedoc.tsconfig.json',
  out: 'dist/api',
  readme: 'README.md',
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  requiredToBeDocumented: ['Class', 'Function', 'Interface', 'TypeAlias', 'Variable', 'Enum'],
  packagesRequiringDocumentation: packages.map(({ name }) => name),
  // No links to lines of source: they need a git remote, and a checkout without one builds the same pages.
  disableSources: true,
  treatWarningsAsErrors: true,
};
