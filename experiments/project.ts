import type { Project } from '@singlora/runner';

const project: Project = {
  name: 'experiments',
  title: 'Experiments',
  ending: '.experiment.ts',
  commands: {
    runs: 'Lists the recorded runs; `runs show ID` shows one.',
    sample:
      'Draws pictures by prompts, with an adapter of a run or a file; its flags: `sample -- --help`.',
  },
};

export default project;
