import { pictureTable } from './table/pictures.ts';

export default pictureTable('table-3');
