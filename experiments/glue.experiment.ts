export { glueSuite as default } from './glue/suite.ts';
