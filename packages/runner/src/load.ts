import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Experiment } from './experiment.ts';
import type { Project } from './project.ts';

/** The experiment in a file, its default export. */
export const loadExperiment = (file: string) => load<Experiment>(file);

/** What a folder of experiments says of itself. */
export const loadProject = (folder: string) => load<Project>(join(folder, 'project.ts'));

async function load<Default>(file: string): Promise<Default> {
  return ((await import(pathToFileURL(file).href)) as { default: Default }).default;
}
