import type { BenchRecord } from '@singlora/records';
import type { Table } from '@singlora/reporting';
import { epochTable } from './epoch-table.ts';
import { lossesTable } from './losses-table.ts';
import { precisionRowsOf, rowsOf } from './row.ts';
import { scaleAxesOf } from './scale-law.ts';
import { lawTable, pointTable } from './scale-table.ts';
import { denoiserTable, operationsTable, precisionTable, stepTable } from './times-table.ts';

/** The tables of one record. */
export function tablesOf(record: BenchRecord): Table[] {
  switch (record.kind) {
    case 'step': {
      const own = precisionRowsOf([record]);
      return [stepTable(rowsOf([record])), ...(own.length > 0 ? [precisionTable(own)] : [])];
    }
    case 'epoch':
      return [epochTable(record)];
    case 'losses':
      return [lossesTable(record)];
    case 'denoiser':
      return [denoiserTable(rowsOf([record]))];
    case 'operations':
      return [operationsTable(record, rowsOf([record]))];
    case 'scale': {
      const axes = scaleAxesOf(record);
      return [lawTable(axes), pointTable(axes, record.peakGflops?.float32 ?? NaN)];
    }
  }
}
