// Combines the reports, every Markdown file and the API into one site for TypeDoc.
import { appendFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path/posix';
import { tsImport } from 'tsx/esm/api';
import {
  Converter,
  DefaultTheme,
  DocumentReflection,
  IndexEvent,
  KindRouter,
  ReflectionKind,
  RendererEvent,
} from 'typedoc';
import { siteRoot } from './documents.mjs';
import { navigationOf } from './navigation.mjs';
import { pages, sectionsOf } from './pages.mjs';
import { nameParameters } from './parameters.mjs';
import { repositoryUrl } from './repository.mjs';

/** The path of a document's file, from the root. */
const pathOf = (document) => relative(siteRoot, document.project.files.getReflectionPath(document));

/** The title of a text, from its first heading. */
const titleOf = (content) => /^#+ (.*)$/m.exec(content.map(({ text }) => text).join(''))?.[1];

/** The scheme of links to the repository's host; without a host they lead nowhere. */
const scheme = 'repository:';

/** Rewrites links to sources and folders; TypeDoc would copy the former and ignore the latter. */
function linkSources(project, content, folder) {
  for (const part of content) {
    if (part.kind !== 'relative-link') continue;
    const [path, anchor] = resolve(folder, part.text).split('#');
    if (/\.(md|png|svg)$/.test(path) || !statSync(path, { throwIfNoEntry: false })) continue;
    // Pages' own files are not copied.
    project.files.registerReflectionPath(path, project);
    part.kind = 'text';
    part.text = `${scheme}${relative(siteRoot, path)}${anchor ? `#${anchor}` : ''}`;
  }
}

/** Makes links to sources lead to the host; without a known host they become text. */
export function hostLinks(parser) {
  parser.linkify.set({ fuzzyLink: false }); // README.md would be a host of Moldova
  const url = repositoryUrl();
  parser.core.ruler.push('repository', ({ tokens }) => {
    for (const { children } of tokens) {
      children?.forEach((token, at) => {
        const href = token.attrGet('href');
        if (!href?.startsWith(scheme)) return;
        const end = children.find(({ type }, other) => other > at && type === 'link_close');
        if (url) token.attrSet('href', `${url}/${href.slice(scheme.length)}`);
        else for (const part of [token, end]) part.hidden = true;
      });
    }
  });
}

class SiteTheme extends DefaultTheme {
  buildNavigation(project) {
    const entries = super.buildNavigation(project);
    const documents = project.documents.map((document) => ({
      path: pathOf(document),
      entry: entries.find(({ path }) => path === this.router.getFullUrl(document)),
    }));
    const modules = entries.filter(({ kind }) => kind === ReflectionKind.Module);
    return navigationOf(documents, modules, pages());
  }
}

/** Gives documents the paths of their files. */
class SiteRouter extends KindRouter {
  getIdealBaseName(reflection) {
    if (!reflection.isDocument?.()) return super.getIdealBaseName(reflection);
    return pathOf(reflection).replace(/\.md$/, '');
  }

  /** Gives what is no part of the project an address. */
  place(reflection, path) {
    this.fullUrls.set(reflection, path);
  }
}

/** Puts the reports and their sections into the search, before the names of the API. */
function findReports(event, router, project) {
  const put = (name, parent, path, relevanceBoost, words = name) => {
    const entry = new DocumentReflection(name, parent, [], {});
    entry.relevanceBoost = relevanceBoost;
    router.place(entry, path);
    event.searchResults.push(entry);
    event.searchFields.push({ name: words });
    return entry;
  };
  for (const page of pages()) {
    const report = put(page.text, project, page.path, 4);
    // The search prefers short names to long ones that begin alike: "Table 1" for "Table 1: LoRA on GLUE".
    for (const { title, path } of sectionsOf(page))
      put(title.split(':')[0], report, path, 30, title);
  }
}

/** The colours and the font of the reports' pages, for both of TypeDoc's themes. */
async function reportsLook() {
  const style = '../../lab/reporting/src/style.ts';
  const { dark, fonts, light } = await tsImport(style, import.meta.url);
  const darkIn = (theme) => dark.replace(':root', `:root${theme}`);
  return `${light}${fonts}
@media (prefers-color-scheme: dark) { ${darkIn(":not([data-theme='light'])")} }
${darkIn("[data-theme='dark']")}`;
}

/** @param {import('typedoc').Application} app */
export async function load(app) {
  app.renderer.defineTheme('site', SiteTheme);
  app.renderer.defineRouter('site', SiteRouter);
  const look = await reportsLook();
  app.renderer.on(RendererEvent.END, ({ outputDirectory }) =>
    appendFileSync(join(outputDirectory, 'assets/custom.css'), look),
  );
  app.renderer.on(IndexEvent.PREPARE_INDEX, (event) =>
    findReports(event, app.renderer.router, event.project),
  );
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const signature of project.getReflectionsByKind(ReflectionKind.SomeSignature))
      if (signature.parameters) nameParameters(signature.parameters);
    // Without a known host, the places of sources are text.
    if (!repositoryUrl())
      for (const { sources } of Object.values(project.reflections))
        for (const source of sources ?? []) delete source.url;
  });

  // Names a module after its import name.
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, reflection) => {
    if (reflection.kind === ReflectionKind.Module)
      reflection.name = reflection.name.replace(/^(?:packages|lab)\/(\w+)\/src/, '@singlora/$1');
  });

  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    linkSources(project, project.readme, siteRoot);
    for (const document of project.documents) {
      const path = pathOf(document);
      linkSources(project, document.content, dirname(resolve(siteRoot, path)));
      document.name = titleOf(document.content) ?? path;
    }
  });
}
