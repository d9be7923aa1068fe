// The site: pages of every Markdown file and every exported name. A name without a docstring and a dead link fail `npm run docs`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { packageFolders } from './tools/package-folders.mjs';
import { documents } from './tools/site/documents.mjs';
import { hostLinks } from './tools/site/plugin.mjs';
import { repositoryUrl } from './tools/site/repository.mjs';

const packages = packageFolders.map((folder) => {
  const { name, exports } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  // What is not built is for tests alone.
  const sources = Object.values(exports)
    .filter((one) => 'default' in one)
    .map((one) => join(folder, one['@singlora/source']));
  return { name, sources };
});

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  name: 'SingLoRA Lab',
  entryPoints: packages.flatMap(({ sources }) => sources),
  tsconfig: 'tools/typedoc.tsconfig.json',
  projectDocuments: documents().filter((path) => path !== 'README.md'),
  navigation: { includeFolders: false },
  highlightLanguages: [
    'bash',
    'diff',
    'javascript',
    'json',
    'mermaid',
    'python',
    'typescript',
    'yaml',
  ],
  markdownItLoader: hostLinks,
  plugin: ['./tools/site/plugin.mjs'],
  customCss: 'tools/site/style.css',
  theme: 'site',
  router: 'site',
  out: 'dist/site',
  // `npm run types` checks them.
  skipErrorChecking: true,
  readme: 'README.md',
  searchInDocuments: true,
  includeHierarchySummary: false,
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  requiredToBeDocumented: ['Class', 'Function', 'Interface', 'TypeAlias', 'Variable', 'Enum'],
  packagesRequiringDocumentation: packages.map(({ name }) => name),
  // Sources are named by their paths, and linked where the manifest names a host: a checkout without git builds the same pages.
  disableGit: true,
  sourceLinkTemplate: `${repositoryUrl() ?? ''}/{path}#L{line}`,
  treatWarningsAsErrors: true,
};
