import { languageTable } from './table/language.ts';

export default languageTable('table-2');
