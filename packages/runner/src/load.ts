import { existsSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Experiment } from './experiment.ts';
import type { Project } from './project.ts';

/** The experiment in a file, its default export. */
export const loadExperiment = (file: string) => load<Experiment>(file);

/** What a folder of experiments says of itself. */
const loadProject = (folder: string, extension: string) =>
  load<Project>(join(folder, `project${extension}`));

/** What the nearest folder with a `project.ts` above a file says of itself; with a bundled one, for a bundled file. */
export function loadProjectOf(file: string, extension: string = extname(file)): Promise<Project> {
  const folder = dirname(file);
  const isLast = folder === dirname(folder);
  return isLast || existsSync(join(folder, `project${extension}`))
    ? loadProject(folder, extension)
    : loadProjectOf(folder, extension);
}

const bundledProgram = /packages\/runner\/src\/(main|help)\.mjs$/;

/** Where a source file is loaded from: in a bundle, where the program that runs is one, else the file itself. */
export function loadedFrom(source: string, root: string, program: string): string {
  if (!bundledProgram.test(program)) return source;
  const folder = program.replace(bundledProgram, '');
  return join(folder, relative(root, source).replace(/\.ts$/, '.mjs'));
}

async function load<Default>(file: string): Promise<Default> {
  return ((await import(pathToFileURL(file).href)) as { default: Default }).default;
}
