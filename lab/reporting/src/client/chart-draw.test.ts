import { expect, it } from 'vitest';
import { guard } from '../chart.ts';
import { markTables } from './chart-draw.ts';

it('lists names without the character that guards them in the drawing', () => {
  const tooltip = [{ field: 'label', title: 'Method' }];
  const values = [{ label: `constructor${guard}`, at: 1 }];
  const [table] = markTables({ data: { values }, layer: [{ encoding: { tooltip } }] });
  expect(table?.values).toEqual([{ label: 'constructor', at: 1 }]);
});
