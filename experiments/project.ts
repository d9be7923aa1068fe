import type { Project } from '@singlora/runner';

const project: Project = {
  name: 'experiments',
  title: 'Experiments',
  ending: '.experiment.ts',
  commands: {
    runs: 'Lists, compares, repeats, exports and deletes recorded runs; `runs -- --help` tells how.',
    sample:
      'Draws pictures by prompts, with an adapter of a run or a file; its flags: `sample -- --help`.',
  },
};

export default project;
