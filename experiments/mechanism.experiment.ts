import { mechanismPlan, type GlueRunConfig } from '@singlora/records';
import type { Experiment } from '@singlora/runner';
import { firstPlan, plannedSettingsOf, type SuiteSettings } from './glue/planned-settings.ts';
import { glueSuite } from './glue/suite.ts';

const planned = plannedSettingsOf(mechanismPlan);
const { smoke } = glueSuite.presets;

/** The runs of the mechanism's plan, whose design is that of the plan that answers the main question. */
const mechanism: Experiment<SuiteSettings, GlueRunConfig> = {
  ...glueSuite,
  name: 'mechanism',
  description:
    'Why SingLoRA scores less than LoRA, by a plan (plan.md): its random start, its tie and its missing signs, each by a difference of two adapters.',
  presets: {
    [firstPlan]: planned,
    smoke: { ...planned, ...smoke, tasks: planned.tasks, methods: planned.methods },
  },
};

export default mechanism;
