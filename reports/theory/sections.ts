import type { Section } from '@singlora/reporting';
import type { AllEvidence } from './evidence.ts';
import { coordinateSection } from './coordinate-check/section.ts';
import { exponentSection } from './exponents/section.ts';
import { fitSection } from './expressiveness/section.ts';
import { invarianceSection } from './invariance/section.ts';
import { gridSection } from './loraplus-grid/section.ts';
import type { CheckName } from '@singlora/records';
import { sectionOf, type CheckSection } from './section.ts';
import { transferSection } from './transfer/section.ts';
import { sweepSection } from './width-sweep/section.ts';

/** Every check's part of the page, in order. */
const sections: { readonly [Name in CheckName]: CheckSection<Name> } = {
  exponents: exponentSection,
  'width-sweep': sweepSection,
  transfer: transferSection,
  'coordinate-check': coordinateSection,
  invariance: invarianceSection,
  expressiveness: fitSection,
  'loraplus-grid': gridSection,
};

/** What the table of contents calls each. */
export const contents: { readonly [Name in CheckName]: string } = {
  exponents: 'Exponents',
  'width-sweep': 'Phase diagrams',
  transfer: 'Transfer',
  'coordinate-check': 'Coordinate check',
  invariance: 'Invariance',
  expressiveness: 'Expressiveness',
  'loraplus-grid': 'Two rates',
};

export function sectionsOf(evidence: AllEvidence): Promise<Section[]> {
  const one = <Name extends CheckName>(name: Name) =>
    sectionOf<Name>(sections[name], contents[name], evidence[name]);
  return Promise.all((Object.keys(sections) as CheckName[]).map(one));
}
